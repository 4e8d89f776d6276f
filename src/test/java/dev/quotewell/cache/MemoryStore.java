package dev.quotewell.cache;

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

/** What Redis does for the cache, in memory, for one thread; and it can be told to give no answer. */
final class MemoryStore implements CacheStore, LeaseStore {

    private record Lease(String owner, @Nullable Failure failure, int failures, Instant until) {}

    private record Kept(Entry entry, Instant until) {}

    final Map<CacheKey, Duration> keptFor = new HashMap<>();
    final List<Entry> events = new ArrayList<>();
    boolean away;
    int reads;
    Runnable duringRead = () -> {};

    private final Map<CacheKey, Kept> entries = new HashMap<>();
    private final Map<CacheKey, Lease> leases = new HashMap<>();
    private final Map<CacheKey, List<CompletableFuture<Void>>> watches = new HashMap<>();
    private final List<NearCache> listeners = new ArrayList<>();
    private final InstantSource clock;

    MemoryStore(InstantSource clock) {
        this.clock = clock;
    }

    @Nullable
    Entry entry(CacheKey key) {
        Kept kept = entries.get(key);
        return kept == null || !clock.instant().isBefore(kept.until()) ? null : kept.entry();
    }

    /** The near cache of an instance whose connection for changes holds. */
    NearCache near() {
        NearCache near = new NearCache(1_000_000);
        near.connected();
        listeners.add(near);
        return near;
    }

    private void changed(CacheKey key) {
        listeners.forEach(near -> near.changed(key));
    }

    /** As if another instance had it. */
    void lend(CacheKey key, String owner, Duration lease) {
        leases.put(key, new Lease(owner, null, 0, clock.instant().plus(lease)));
    }

    @Override
    public CompletionStage<Map<CacheKey, Entry>> find(Collection<CacheKey> keys) {
        reads++;
        duringRead.run();
        Map<CacheKey, Entry> found = new HashMap<>();
        for (CacheKey key : keys) {
            Entry entry = entry(key);
            if (entry != null) {
                found.put(key, entry);
            }
        }
        return answer(found);
    }

    @Override
    public CompletionStage<Boolean> store(
            CacheKey key, Entry entry, Duration keepFor, String owner, CacheStatus.@Nullable Forward why) {
        if (away) {
            return answer(false);
        }
        Entry there = entry(key);
        boolean stored = there == null || !there.loadedAt().isAfter(entry.loadedAt());
        if (stored) {
            entries.put(key, new Kept(entry, clock.instant().plus(keepFor)));
            keptFor.put(key, keepFor);
            changed(key);
            if (why != null) {
                events.add(entry);
            }
        }
        if (stored && isFailure(leases.get(key))) {
            leases.remove(key);
        }
        release(key, owner);
        return answer(stored);
    }

    @Override
    public CompletionStage<Grant> acquire(CacheKey key, String owner, Duration lease) {
        Lease held = leases.get(key);
        Instant now = clock.instant();
        if (held == null || !now.isBefore(held.until()) || held.owner().equals(owner)) {
            if (!away) {
                leases.put(key, new Lease(owner, null, 0, now.plus(lease)));
            }
            return answer(new Grant.Granted(entry(key), held == null ? 0 : held.failures()));
        }
        Duration remaining = Duration.between(now, held.until());
        return answer(
                held.failure() == null ? new Grant.Held(remaining) : new Grant.BackingOff(held.failure(), remaining));
    }

    @Override
    public CompletionStage<Boolean> renew(CacheKey key, String owner, Duration lease) {
        boolean owned = leases.containsKey(key) && leases.get(key).owner().equals(owner);
        if (owned) {
            leases.put(key, new Lease(owner, null, 0, clock.instant().plus(lease)));
        }
        return answer(owned);
    }

    @Override
    public CompletionStage<Void> release(CacheKey key, String owner) {
        if (leases.containsKey(key) && leases.get(key).owner().equals(owner)) {
            leases.remove(key);
            wake(key);
        }
        return done();
    }

    @Override
    public CompletionStage<Void> fail(CacheKey key, String owner, Failure failure, Duration backoff, int failures) {
        if (away) {
            return done();
        }
        if (leases.containsKey(key) && leases.get(key).owner().equals(owner)) {
            leases.put(key, new Lease("", failure, failures, clock.instant().plus(backoff)));
            wake(key);
        }
        return done();
    }

    @Override
    public CompletableFuture<Void> watch(CacheKey key) {
        CompletableFuture<Void> woken = new CompletableFuture<>();
        watches.computeIfAbsent(key, none -> new ArrayList<>()).add(woken);
        return woken;
    }

    @Override
    public CompletionStage<Long> evict(Selection selection) {
        List<CacheKey> selected = entries.entrySet().stream()
                .filter(kept ->
                        selects(selection, kept.getKey(), kept.getValue().entry()))
                .map(Map.Entry::getKey)
                .toList();
        if (!away) {
            selected.forEach(entries::remove);
            selected.forEach(this::changed);
            if (selection instanceof Selection.OfKey one && isFailure(leases.get(one.key()))) {
                leases.remove(one.key());
            }
        }
        return answer((long) selected.size());
    }

    private static boolean isFailure(@Nullable Lease lease) {
        return lease != null && lease.failure() != null;
    }

    private static boolean selects(Selection selection, CacheKey key, Entry entry) {
        if (selection instanceof Selection.OfKey one) {
            return one.key().equals(key);
        }
        return selection.dataset().equals(key.dataset())
                && (!(selection instanceof Selection.OfTag tagged)
                        || tagged.tag().isOn(key, entry));
    }

    private void wake(CacheKey key) {
        List<CompletableFuture<Void>> waiting = watches.remove(key);
        if (waiting != null) {
            waiting.forEach(woken -> woken.complete(null));
        }
    }

    private CompletionStage<Void> done() {
        return answer(true).thenAccept(yes -> {});
    }

    private <T> CompletionStage<T> answer(T value) {
        return away
                ? CompletableFuture.failedFuture(new StoreUnavailableException("away", new RuntimeException()))
                : CompletableFuture.completedFuture(value);
    }
}
