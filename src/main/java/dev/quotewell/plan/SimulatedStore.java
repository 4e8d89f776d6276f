package dev.quotewell.plan;

import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CacheStatus;
import dev.quotewell.cache.CacheStore;
import dev.quotewell.cache.Entry;
import dev.quotewell.cache.Failure;
import dev.quotewell.cache.LeaseStore;
import dev.quotewell.cache.Selection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What Redis keeps for the cache, in memory and without ever failing. For one thread. */
final class SimulatedStore implements CacheStore, LeaseStore {

    private record Kept(Entry entry, Instant until) {}

    private record Lease(String owner, @Nullable Failure failure, int failures, Instant until, Instant remembered) {}

    /** As Redis remembers it: for how much longer than twice its backoff a failure counts as one in a row. */
    private static final Duration COUNT_KEPT = Duration.ofMinutes(1);

    private final Map<CacheKey, Kept> entries = new HashMap<>();
    private final Map<CacheKey, Lease> leases = new HashMap<>();
    private final Map<CacheKey, List<CompletableFuture<Void>>> watches = new HashMap<>();
    private final InstantSource clock;

    SimulatedStore(InstantSource clock) {
        this.clock = clock;
    }

    /** An entry from before the simulation began. */
    void keep(CacheKey key, Entry entry, Instant until) {
        entries.put(key, new Kept(entry, until));
    }

    private @Nullable Entry entry(CacheKey key) {
        Kept kept = entries.get(key);
        return kept == null || !clock.instant().isBefore(kept.until()) ? null : kept.entry();
    }

    @Override
    public CompletionStage<Map<CacheKey, Entry>> find(Collection<CacheKey> keys) {
        Map<CacheKey, Entry> found = new HashMap<>();
        for (CacheKey key : keys) {
            Entry entry = entry(key);
            if (entry != null) {
                found.put(key, entry);
            }
        }
        return CompletableFuture.completedFuture(found);
    }

    @Override
    public CompletionStage<Boolean> store(
            CacheKey key, Entry entry, Duration keepFor, String owner, CacheStatus.@Nullable Forward why) {
        Entry there = entry(key);
        boolean stored = there == null || !there.loadedAt().isAfter(entry.loadedAt());
        if (stored) {
            keep(key, entry, clock.instant().plus(keepFor));
            Lease lease = leases.get(key);
            if (lease != null && lease.failure() != null) {
                leases.remove(key);
            }
        }
        release(key, owner);
        return CompletableFuture.completedFuture(stored);
    }

    @Override
    public CompletionStage<Grant> acquire(CacheKey key, String owner, Duration lease) {
        Lease held = leases.get(key);
        Instant now = clock.instant();
        if (held != null && now.isBefore(held.until()) && !held.owner().equals(owner)) {
            Duration remaining = Duration.between(now, held.until());
            return CompletableFuture.completedFuture(
                    held.failure() == null
                            ? new Grant.Held(remaining)
                            : new Grant.BackingOff(held.failure(), remaining));
        }
        int failures = held == null || !now.isBefore(held.remembered()) ? 0 : held.failures();
        leases.put(key, new Lease(owner, null, failures, now.plus(lease), now.plus(lease)));
        return CompletableFuture.completedFuture(new Grant.Granted(entry(key), failures));
    }

    private @Nullable Lease owned(CacheKey key, String owner) {
        Lease held = leases.get(key);
        return held != null && held.owner().equals(owner) ? held : null;
    }

    @Override
    public CompletionStage<Boolean> renew(CacheKey key, String owner, Duration lease) {
        Lease held = owned(key, owner);
        if (held != null) {
            Instant until = clock.instant().plus(lease);
            leases.put(key, new Lease(owner, null, held.failures(), until, until));
        }
        return CompletableFuture.completedFuture(held != null);
    }

    @Override
    public CompletionStage<Void> release(CacheKey key, String owner) {
        if (owned(key, owner) != null) {
            leases.remove(key);
            wake(key);
        }
        return CompletableFuture.allOf();
    }

    @Override
    public CompletionStage<Void> fail(CacheKey key, String owner, Failure failure, Duration backoff, int failures) {
        if (owned(key, owner) != null) {
            Instant now = clock.instant();
            leases.put(
                    key,
                    new Lease(
                            "",
                            failure,
                            failures,
                            now.plus(backoff),
                            now.plus(backoff.multipliedBy(2)).plus(COUNT_KEPT)));
            wake(key);
        }
        return CompletableFuture.allOf();
    }

    @Override
    public CompletableFuture<Void> watch(CacheKey key) {
        CompletableFuture<Void> woken = new CompletableFuture<>();
        List<CompletableFuture<Void>> waiting = watches.computeIfAbsent(key, none -> new ArrayList<>(1));
        waiting.removeIf(CompletableFuture::isDone);
        waiting.add(woken);
        return woken;
    }

    private void wake(CacheKey key) {
        List<CompletableFuture<Void>> waiting = watches.remove(key);
        if (waiting != null) {
            waiting.forEach(woken -> woken.complete(null));
        }
    }

    @Override
    public CompletionStage<Long> evict(Selection selection) {
        throw new UnsupportedOperationException("Nothing is evicted in a simulation");
    }
}
