package dev.quotewell.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Looks into the store, for people: changes nothing, loads nothing and counts for nothing. Works in small steps that
 * keep no one else waiting, so what is stored meanwhile may be seen or not. Safe for many threads. Every stage ends with
 * {@link StoreUnavailableException}, soon, when the store gives no answer.
 */
public interface CacheContents {

    /**
     * One entry.
     *
     * @param keptFor until the store drops it
     * @param bytes what it takes in the store, its name and the store's own bookkeeping included
     */
    record Found(CacheKey key, Entry entry, Duration keptFor, long bytes) {}

    /**
     * Entries in the order of their keys.
     *
     * @param more whether there are others, which were not looked at
     */
    record Listing(List<Found> found, boolean more) {}

    /** What a dataset takes in the store. */
    record Size(long entries, long bytes) {}

    /** Those of the keys that have an entry, in the order of their keys. */
    CompletionStage<List<Found>> find(Collection<CacheKey> keys);

    /**
     * Some of the entries of a dataset.
     *
     * @param match what their keys must be like: {@code *} stands for any text, {@code ?} for one character
     * @param limit how many at most; which ones is the store's choice when there are more
     */
    CompletionStage<Listing> list(String dataset, String match, int limit);

    /** Goes through all entries of a dataset. */
    CompletionStage<Size> size(String dataset);
}
