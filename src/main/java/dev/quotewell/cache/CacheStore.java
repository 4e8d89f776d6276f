package dev.quotewell.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where entries live. Safe for many threads. Every stage ends with {@link StoreUnavailableException}, soon, when the
 * store gives no answer; callers go on without it.
 */
public interface CacheStore {

    /** The entries there are, fresh or not; a key without an entry is absent. One round trip. */
    CompletionStage<Map<CacheKey, Entry>> find(Collection<CacheKey> keys);

    /**
     * Keeps an entry and, when it is a new record, its event, and ends {@code owner}'s lease, all in one atomic step;
     * then wakes the waiters. Nothing happens when an entry that was loaded later is there already.
     *
     * @param why what led to the record, told in its event; null when nothing is to be published: a negative entry, or
     *     a record that was published before and still holds
     * @return whether it was stored
     */
    CompletionStage<Boolean> store(
            CacheKey key, Entry entry, Duration keepFor, String owner, CacheStatus.@Nullable Forward why);

    /**
     * Removes entries, in steps that keep no one else waiting. An entry that is stored meanwhile may stay.
     *
     * @return how many were removed
     */
    CompletionStage<Long> evict(Selection selection);
}
