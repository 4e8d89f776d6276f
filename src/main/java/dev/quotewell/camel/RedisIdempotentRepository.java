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

    /**
     * @param space goes before every id, so that ids of different kinds do not meet
     * @param lease must be shorter than the time after which a message of a dead consumer is claimed
     */
    public RedisIdempotentRepository(
            IdempotencyStore store, String space, String owner, Duration lease, Duration retention) {
        this.store = store;
        this.space = space;
        this.owner = owner;
        this.lease = lease;
        this.retention = retention;
    }

    @Override
    public boolean add(String id) {
        return store.begin(space + id, owner, lease);
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
