package dev.quotewell.cache;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Asks the providers. Must return at once and do its work elsewhere; safe for many threads. */
@FunctionalInterface
public interface Loader {

    /**
     * A key to load.
     *
     * @param existing the record to be refreshed, if there is one
     * @param abandoned whether nobody waits for it any more: then it need not be begun
     */
    record Wanted(CacheKey key, Entry.@Nullable Value existing, BooleanSupplier abandoned) {}

    /**
     * The outcomes in the order of the keys, of which there are at most {@link #batchSize()}. A stage that ends
     * exceptionally counts as {@link LoadOutcome.Failed} for all of them.
     */
    CompletionStage<List<LoadOutcome>> load(List<Wanted> keys);

    /** How many keys one load takes. */
    default int batchSize() {
        return 1;
    }
}
