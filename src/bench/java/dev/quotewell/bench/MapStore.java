package dev.quotewell.bench;

import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CacheStatus;
import dev.quotewell.cache.CacheStore;
import dev.quotewell.cache.Entry;
import dev.quotewell.cache.Failure;
import dev.quotewell.cache.LeaseStore;
import dev.quotewell.cache.Selection;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers at once from a map that never changes, so that a benchmark sees the engine alone. */
final class MapStore implements CacheStore, LeaseStore {

    private final Map<CacheKey, Entry> entries;

    MapStore(Map<CacheKey, Entry> entries) {
        this.entries = Map.copyOf(entries);
    }

    @Override
    public CompletionStage<Map<CacheKey, Entry>> find(Collection<CacheKey> keys) {
        Map<CacheKey, Entry> found = new HashMap<>();
        for (CacheKey key : keys) {
            Entry entry = entries.get(key);
            if (entry != null) {
                found.put(key, entry);
            }
        }
        return CompletableFuture.completedFuture(found);
    }

    @Override
    public CompletionStage<Boolean> store(
            CacheKey key, Entry entry, Duration keepFor, String owner, CacheStatus.Forward why) {
        throw onlyHits();
    }

    @Override
    public CompletionStage<Grant> acquire(CacheKey key, String owner, Duration lease) {
        throw onlyHits();
    }

    @Override
    public CompletionStage<Boolean> renew(CacheKey key, String owner, Duration lease) {
        throw onlyHits();
    }

    @Override
    public CompletionStage<Void> release(CacheKey key, String owner) {
        throw onlyHits();
    }

    @Override
    public CompletionStage<Void> fail(CacheKey key, String owner, Failure failure, Duration backoff, int failures) {
        throw onlyHits();
    }

    @Override
    public CompletableFuture<Void> watch(CacheKey key) {
        throw onlyHits();
    }

    private static IllegalStateException onlyHits() {
        return new IllegalStateException("A benchmark of hits must not load");
    }

    @Override
    public CompletionStage<Long> evict(Selection selection) {
        throw onlyHits();
    }
}
