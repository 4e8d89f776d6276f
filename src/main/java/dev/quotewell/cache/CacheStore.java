package dev.quotewell.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Where entries live. Safe for many threads. Every stage ends with {@link StoreUnavailableException}, soon, when the
 * store gives no answer; callers go on without it.
 */
public interface CacheStore {

    /** The entries there are, fresh or not; a key without an entry is absent. One round trip. */
    CompletionStage<Map<CacheKey, Entry>> find(Collection<CacheKey> keys);

    /**
     * Keeps an entry and, when it is a record, its event, and ends {@code owner}'s lease, all in one atomic step; then
     * wakes the waiters. Nothing happens when an entry that was loaded later is there already.
     *
     * @return whether it was stored
     */
    CompletionStage<Boolean> store(CacheKey key, Entry entry, Duration keepFor, String owner, CacheStatus.Forward why);
}
