package dev.quotewell.camel;

import dev.quotewell.message.IdempotencyStore;
import java.time.Duration;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Camel's idempotent consumer over all instances: an id is in work under a lease, then done for the retention. A
 * crash in between frees it when the lease runs out. Safe for many threads.
 */
public final class RedisIdempotentRepository extends ServiceSupport implements IdempotentRepository {

    private final IdempotencyStore store;
    private final String space;
    private final String owner;
    private final Duration lease;
    private final Duration retention;
    private final boolean waitsForWorkElsewhere;

    /**
     * @param space goes before every id, so that ids of different kinds do not meet
     * @param waitsForWorkElsewhere an id that is in work elsewhere is no duplicate yet: its exchange fails, so that its
     *     message comes again; else it is skipped like one that is done
     */
    public RedisIdempotentRepository(
            IdempotencyStore store,
            String space,
            String owner,
            Duration lease,
            Duration retention,
            boolean waitsForWorkElsewhere) {
        this.store = store;
        this.space = space;
        this.owner = owner;
        this.lease = lease;
        this.retention = retention;
        this.waitsForWorkElsewhere = waitsForWorkElsewhere;
    }

    @Override
    public boolean add(String id) {
        if (store.begin(space + id, owner, lease)) {
            return true;
        }
        if (waitsForWorkElsewhere && !store.isDone(space + id)) {
            // Whoever works on it may die: skipping its message now would lose it.
            throw new StillInWorkException(id);
        }
        return false;
    }

    @Override
    public boolean contains(String id) {
        return store.contains(space + id);
    }

    @Override
    public boolean remove(String id) {
        return store.forget(space + id, owner);
    }

    @Override
    public boolean confirm(String id) {
        return store.done(space + id, owner, retention);
    }

    /** Does nothing: forgetting all ids would let every message through twice. */
    @Override
    public void clear() {}
}
