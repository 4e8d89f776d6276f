package dev.quotewell.cache;

import java.util.concurrent.CompletionStage;

/** Asks the providers for one key. Must return at once and do its work elsewhere; safe for many threads. */
@FunctionalInterface
public interface Loader {

    /** A stage that ends exceptionally counts as {@link LoadOutcome.Failed}. */
    CompletionStage<LoadOutcome> load(CacheKey key);
}
