package dev.quotewell.camel;

import dev.quotewell.message.Commit;
import dev.quotewell.message.IdempotencyStore;
import dev.quotewell.message.IdempotencyStore.Begun;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * Camel's idempotent consumer over all instances: an id is in work under a lease, then done for the retention. A crash
 * in between frees it when the lease runs out, and for the same message, delivered again, at once.
 *
 * <p>Where the message's intake ends it in one step ({@link Commit}), the id is done in that step. Safe for many
 * threads.
 */
public final class RedisIdempotentRepository extends ServiceSupport implements IdempotentRepository {

    /** Exchange property: what tells this message from others with the same id. */
    static final String TOKEN = "QuotewellMessageToken";

    private static final String AHEAD = "QuotewellBegun";

    /** What {@link #ahead} found. */
    private record Ahead(String id, Begun begun) {}

    private final IdempotencyStore store;
    private final String space;
    private final Duration lease;
    private final Duration retention;

    /** @param space goes before every id, so that ids of different kinds do not meet */
    public RedisIdempotentRepository(IdempotencyStore store, String space, Duration lease, Duration retention) {
        this.store = store;
        this.space = space;
        this.lease = lease;
        this.retention = retention;
    }

    /** @throws StillInWorkException whoever works on it may die: skipping this message now could lose it */
    @Override
    public boolean add(Exchange exchange, String id) {
        String token = token(exchange);
        Ahead ahead = exchange.getProperty(AHEAD, Ahead.class);
        Begun begun = ahead != null && ahead.id().equals(id)
                ? ahead.begun()
                : Commits.await(store.begin(space + id, token, lease));
        return switch (begun) {
            case OURS -> {
                Commit commit = Commits.find(exchange);
                if (commit != null) {
                    commit.add(new Commit.Step.StillMine(store.key(space + id), token));
                }
                yield true;
            }
            case IN_WORK -> throw new StillInWorkException(id);
            case DONE -> false;
        };
    }

    /**
     * A step that takes the id in a header into work while no thread waits for Redis; the idempotentConsumer behind it
     * finds it taken. Where it is left out, the idempotentConsumer asks by itself.
     */
    public AsyncProcessor ahead(String header) {
        return new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                String id = exchange.getMessage().getHeader(header, String.class);
                Executor resumeOn = exchange.getProperty(CacheAsideConstants.RESUME_ON, Executor.class);
                if (id == null || resumeOn == null) {
                    callback.done(true);
                    return true;
                }
                store.begin(space + id, token(exchange), lease)
                        .whenCompleteAsync(
                                (begun, failure) -> {
                                    if (failure == null) {
                                        exchange.setProperty(AHEAD, new Ahead(id, begun));
                                    } else {
                                        exchange.setException(Commits.cause(failure));
                                    }
                                    callback.done(false);
                                },
                                resumeOn);
                return false;
            }
        };
    }

    @Override
    public boolean contains(Exchange exchange, String id) {
        return contains(id);
    }

    @Override
    public boolean remove(Exchange exchange, String id) {
        return store.forget(space + id, token(exchange));
    }

    @Override
    public boolean confirm(Exchange exchange, String id) {
        Commit commit = Commits.find(exchange);
        if (commit == null) {
            return store.done(space + id, token(exchange), retention);
        }
        commit.add(new Commit.Step.Done(store.key(space + id), retention));
        return true;
    }

    private static String token(Exchange exchange) {
        @Nullable String given = exchange.getProperty(TOKEN, String.class);
        return given == null ? exchange.getExchangeId() : given;
    }

    @Override
    public boolean contains(String id) {
        return store.contains(space + id);
    }

    @Override
    public boolean add(String id) {
        throw withoutExchange();
    }

    @Override
    public boolean remove(String id) {
        throw withoutExchange();
    }

    @Override
    public boolean confirm(String id) {
        throw withoutExchange();
    }

    private static UnsupportedOperationException withoutExchange() {
        return new UnsupportedOperationException("Only the idempotentConsumer of a route may use this repository");
    }

    /** Does nothing: forgetting all ids would let every message through twice. */
    @Override
    public void clear() {}
}
