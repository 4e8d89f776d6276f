package dev.quotewell.redis;

import dev.quotewell.cache.StoreUnavailableException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to Redis, from one URI: keys are text, values are bytes.
 *
 * <p>A command that gets no answer in time, or finds no connection, fails at once, so that no caller waits for a Redis
 * that is away; Lettuce reconnects behind it. Safe for many threads.
 */
public final class RedisConnection implements AutoCloseable {

    static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private static final Logger log = LoggerFactory.getLogger(RedisConnection.class);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private final RedisClient client;
    private final StatefulRedisConnection<String, byte[]> shared;
    private final AtomicBoolean away = new AtomicBoolean();

    private RedisConnection(RedisClient client, StatefulRedisConnection<String, byte[]> shared) {
        this.client = client;
        this.shared = shared;
    }

    /**
     * Connects.
     *
     * @param timeout how long a command may take
     * @throws RedisUnreachableException there is no Redis, or it refuses us
     */
    public static RedisConnection open(RedisURI uri, Duration timeout) {
        RedisClient client = RedisClient.create(uri);
        client.setOptions(options(timeout));
        try {
            return new RedisConnection(client, client.connect(CODEC));
        } catch (RedisConnectionException e) {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
            throw new RedisUnreachableException(uri.getHost() + ":" + uri.getPort(), e);
        }
    }

    /** How every client of ours behaves: no command waits for a connection, and a dead one is noticed. */
    public static ClientOptions options(Duration timeout) {
        return ClientOptions.builder()
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .keepAlive(true)
                        .build())
                .timeoutOptions(TimeoutOptions.builder()
                        .timeoutCommands()
                        .timeoutSource(new CommandTimeout(timeout))
                        .build())
                .build();
    }

    /** Sends a command; the stage fails with {@link StoreUnavailableException} only. */
    <T> CompletionStage<T> send(Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
        CompletionStage<T> sent;
        try {
            sent = command.apply(shared.async());
        } catch (RuntimeException e) {
            sent = CompletableFuture.failedFuture(e);
        }
        return sent.handle((answer, failure) -> {
            if (failure != null) {
                throw unavailable(failure);
            }
            if (away.compareAndSet(true, false)) {
                log.info("Redis answers again");
            }
            return answer;
        });
    }

    /** Sends a command and waits for its answer, for as long as a command may take. */
    <T> T call(Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
        try {
            return send(command).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreUnavailableException unavailable ? unavailable : e;
        }
    }

    private StoreUnavailableException unavailable(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        // An error is an answer too, such as -OOM: only silence and a lost connection mean that Redis is away.
        boolean silent = !(cause instanceof RedisCommandExecutionException);
        if (silent && away.compareAndSet(false, true)) {
            log.warn("Redis gives no answer ({}): going on without it until it does", why);
        }
        return new StoreUnavailableException("Redis: " + why, cause);
    }

    /** A connection of its own, for commands that block. */
    StatefulRedisConnection<String, byte[]> dedicated() {
        return client.connect(CODEC);
    }

    StatefulRedisPubSubConnection<String, String> subscriber() {
        return client.connectPubSub(StringCodec.UTF8);
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }

    /** Blocking reads end by their own BLOCK; everything else has the common time-out. */
    private static final class CommandTimeout extends TimeoutOptions.TimeoutSource {

        private final long timeoutMillis;

        CommandTimeout(Duration timeout) {
            this.timeoutMillis = timeout.toMillis();
        }

        @Override
        public long getTimeout(RedisCommand<?, ?, ?> command) {
            return command.getType() == CommandType.XREADGROUP
                    ? RedisStreamReader.LONGEST_BLOCK.toMillis() + timeoutMillis
                    : timeoutMillis;
        }
    }
}
