package dev.quotewell.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Copies of entries in this process (L1), bounded by bytes.
 *
 * <p>A copy is trusted, that is served without asking the store, while changes in the store are heard and for no longer
 * than the step's {@code nearTtl}. A copy that is not trusted is still there for when the store gives no answer. A
 * copy that the store could not take is remembered as such, so that it serves until the store has something newer.
 * Safe for many threads.
 */
public final class NearCache implements ChangeListener {

    /** What a copy costs beside its record and its key, measured on 64-bit JVMs with compressed references. */
    private static final int OVERHEAD_BYTES = 400;

    private static final int STRIPES = 4096;

    private record Copy(Entry entry, Instant readAt, long trust, boolean unstored) {}

    /** Taken before the store is read; a change in between makes what was read worthless. */
    record Ticket(long trust, long change) {}

    private final Cache<CacheKey, Copy> copies;
    private final AtomicLongArray changes = new AtomicLongArray(STRIPES);

    /** Changes are heard while it is odd; each loss and each new beginning is a step. */
    private final AtomicLong trust = new AtomicLong();

    /** @param maxBytes of all copies together; 0 keeps none */
    public NearCache(long maxBytes) {
        copies = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .<CacheKey, Copy>weigher(NearCache::bytes)
                .executor(Runnable::run)
                .build();
    }

    private static int bytes(CacheKey key, Copy copy) {
        int record = copy.entry() instanceof Entry.Value value ? value.record().size() : 0;
        return OVERHEAD_BYTES + key.key().length() + record;
    }

    /** How many bytes the copies take, by our own reckoning. */
    public long bytes() {
        return copies.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }

    /** An entry that may be served without asking the store, or null. */
    @Nullable
    Entry trusted(CacheKey key, Duration nearTtl, Instant now) {
        Copy copy = copies.getIfPresent(key);
        if (copy == null || copy.unstored() || copy.trust() != trust.get() || !isHeard(copy.trust())) {
            return null;
        }
        return now.isBefore(copy.readAt().plus(nearTtl)) ? copy.entry() : null;
    }

    /** Any copy, for when the store gives no answer. */
    @Nullable
    Entry standIn(CacheKey key) {
        Copy copy = copies.getIfPresent(key);
        return copy == null ? null : copy.entry();
    }

    /**
     * What the store answered, which is kept from then on, or the copy that it could not take if that is the later one.
     *
     * @param ticket taken before the store was asked, at {@code readAt}
     */
    @Nullable
    Entry reconcile(CacheKey key, @Nullable Entry answered, Instant readAt, Ticket ticket) {
        Copy copy = copies.getIfPresent(key);
        if (copy != null
                && copy.unstored()
                && (answered == null
                        || answered.loadedAt().isBefore(copy.entry().loadedAt()))) {
            return copy.entry();
        }
        if (answered == null) {
            copies.invalidate(key);
        } else {
            keep(key, answered, readAt, ticket);
        }
        return answered;
    }

    Ticket ticket(CacheKey key) {
        return new Ticket(trust.get(), changes.get(stripe(key)));
    }

    /** Not if it may have changed since. */
    private void keep(CacheKey key, Entry entry, Instant readAt, Ticket ticket) {
        Copy copy = new Copy(entry, readAt, ticket.trust(), false);
        copies.put(key, copy);
        if (changes.get(stripe(key)) != ticket.change()) {
            copies.asMap().remove(key, copy);
        }
    }

    /** Keeps what was loaded and could not be stored. */
    void keepUnstored(CacheKey key, Entry entry, Instant now) {
        copies.put(key, new Copy(entry, now, trust.get(), true));
    }

    /** The entry of this key was written, evicted, or expired. */
    @Override
    public void changed(CacheKey key) {
        changes.incrementAndGet(stripe(key));
        copies.invalidate(key);
    }

    /** Anything may have changed. */
    @Override
    public void allChanged() {
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            changes.incrementAndGet(stripe);
        }
        copies.invalidateAll();
    }

    /** From now on every change is told. What was read before is not trusted any more. */
    @Override
    public void connected() {
        trust.updateAndGet(before -> isHeard(before) ? before + 2 : before + 1);
    }

    /** Changes may be missed from now on. */
    @Override
    public void lost() {
        trust.updateAndGet(before -> isHeard(before) ? before + 1 : before);
    }

    private static boolean isHeard(long trust) {
        return trust % 2 == 1;
    }

    private static int stripe(CacheKey key) {
        return Math.floorMod(key.hashCode() * 0x9E3779B9, STRIPES);
    }
}
