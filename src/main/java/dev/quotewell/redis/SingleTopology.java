package dev.quotewell.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** One Redis, named by its address or by Sentinels, which are asked anew at each attempt to connect. */
final class SingleTopology implements RedisTopology {

    /** What the log calls it. */
    static final String NAME = "Redis";

    private static final Duration SEEK_EVERY = Duration.ofSeconds(1);

    private final ClientParts parts;
    private final RedisURI uri;
    private final RedisClient client;
    private final RedisClient fragile;
    private final SortedMap<String, RedisURI> masters;
    private final AtomicLong connects = new AtomicLong();
    private final AtomicBoolean connecting = new AtomicBoolean();
    private final AtomicLong soughtAtNanos = new AtomicLong(System.nanoTime() - SEEK_EVERY.toNanos());
    private final boolean sentinels;
    private volatile StatefulRedisConnection<String, byte[]> shared;
    private volatile boolean closed;

    /** @throws io.lettuce.core.RedisException there is no Redis to connect to */
    SingleTopology(RedisAddress address, ClientOptions options, Guard guard) {
        this.parts = new ClientParts(guard);
        this.uri = address.first();
        this.sentinels = address.kind() == RedisAddress.Kind.SENTINEL;
        this.masters = Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(NAME, uri)));
        this.client = new GuardedClient(parts, uri, guard);
        this.fragile = RedisClient.create(parts.resources(), uri);
        client.setOptions(options);
        fragile.setOptions(options.mutate().autoReconnect(false).build());
        try {
            this.shared = watched(client.connect(RedisConnection.CODEC));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private StatefulRedisConnection<String, byte[]> watched(StatefulRedisConnection<String, byte[]> connection) {
        connects.incrementAndGet();
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
                connects.incrementAndGet();
                parts.connected();
            }
        });
        return connection;
    }

    @Override
    public RedisClusterAsyncCommands<String, byte[]> commands() {
        return shared.async();
    }

    @Override
    public SortedMap<String, RedisURI> masters() {
        return masters;
    }

    @Override
    public CompletionStage<RedisClusterAsyncCommands<String, byte[]>> commands(String master) {
        return CompletableFuture.completedStage(shared.async());
    }

    @Override
    public CompletionStage<?> probe(String master) {
        return shared.async().ping();
    }

    /**
     * By a new connection in place of one that leads to a demoted master, or to a machine that fell silent: Lettuce
     * would stay with that for as long as TCP does.
     */
    @Override
    public void seekMasters(Throwable failure) {
        boolean demoted =
                sentinels && Symptom.code(String.valueOf(failure.getMessage())).equals("READONLY");
        boolean silent = failure instanceof RedisCommandTimeoutException;
        if (!(demoted || silent) || !isTimeToSeek() || !connecting.compareAndSet(false, true)) {
            return;
        }
        client.connectAsync(RedisConnection.CODEC, uri).whenComplete((connection, refused) -> {
            connecting.set(false);
            if (refused != null) {
                parts.cannotConnect(refused);
                return;
            }
            if (closed) {
                connection.closeAsync();
                return;
            }
            StatefulRedisConnection<String, byte[]> before = shared;
            shared = watched(connection);
            parts.connected();
            before.closeAsync();
        });
    }

    private boolean isTimeToSeek() {
        long now = System.nanoTime();
        long before = soughtAtNanos.get();
        return now - before >= SEEK_EVERY.toNanos() && soughtAtNanos.compareAndSet(before, now);
    }

    @Override
    public long connects() {
        return connects.get();
    }

    @Override
    public OwnConnection dedicated() {
        StatefulRedisConnection<String, byte[]> connection = client.connect(RedisConnection.CODEC);
        return new OwnConnection(connection, connection.sync());
    }

    @Override
    public StatefulRedisPubSubConnection<String, String> subscriber() {
        return client.connectPubSub(StringCodec.UTF8);
    }

    @Override
    public CompletionStage<StatefulRedisConnection<String, String>> fragile(String master) {
        return fragile.connectAsync(StringCodec.UTF8, uri);
    }

    @Override
    public void close() {
        closed = true;
        parts.close(fragile, client);
    }

    private static final class GuardedClient extends RedisClient {

        private final Guard guard;

        GuardedClient(ClientParts parts, RedisURI uri, Guard guard) {
            super(parts.resources(), uri);
            this.guard = guard;
        }

        @Override
        protected <K, V> StatefulRedisConnectionImpl<K, V> newStatefulRedisConnection(
                RedisChannelWriter writer, PushHandler pushes, RedisCodec<K, V> codec, Duration timeout) {
            return new StatefulRedisConnectionImpl<>(writer, pushes, codec, timeout) {
                @Override
                public <T> RedisCommand<K, V, T> dispatch(RedisCommand<K, V, T> command) {
                    return guard.pass(NAME, command, passed -> super.dispatch(passed));
                }
            };
        }
    }
}
