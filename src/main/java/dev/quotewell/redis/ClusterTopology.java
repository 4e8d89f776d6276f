package dev.quotewell.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterPushHandler;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.StatefulRedisClusterConnectionImpl;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.json.JsonParser;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CompleteableCommand;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.util.Timeout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A Redis Cluster: each command goes to the master of its key, and each master has a breaker of its own. */
final class ClusterTopology implements RedisTopology {

    private static final Duration REFRESH_EVERY = Duration.ofSeconds(15);
    private static final Duration REFRESH_AT_MOST_EVERY = Duration.ofSeconds(1);

    private final ClientParts parts;
    private final RedisClusterClient client;
    private final RedisClient fragile;
    private final StatefulRedisClusterConnection<String, byte[]> shared;

    /** @throws RedisException there is no Redis Cluster to connect to */
    ClusterTopology(RedisAddress address, ClientOptions options, Guard guard) {
        this.parts = new ClientParts(guard);
        this.client = new GuardedClient(parts, address.nodes(), guard);
        this.fragile = RedisClient.create(parts.resources());
        client.setOptions(following(options));
        fragile.setOptions(options.mutate().autoReconnect(false).build());
        try {
            this.shared = client.connect(RedisConnection.CODEC);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The same for a client that also follows the changes of the nodes. */
    static ClusterClientOptions following(ClientOptions common) {
        return ClusterClientOptions.builder(common)
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(REFRESH_EVERY)
                        .enableAllAdaptiveRefreshTriggers()
                        .adaptiveRefreshTriggersTimeout(REFRESH_AT_MOST_EVERY)
                        .build())
                .build();
    }

    @Override
    public RedisClusterAsyncCommands<String, byte[]> commands() {
        return shared.async();
    }

    @Override
    public SortedMap<String, RedisURI> masters() {
        SortedMap<String, RedisURI> masters = new TreeMap<>();
        for (RedisClusterNode node : client.getPartitions()) {
            if (!node.hasNoSlots()) {
                masters.put(name(node), node.getUri());
            }
        }
        return masters;
    }

    /** What the log calls a node. */
    private static String name(RedisClusterNode node) {
        return "Redis at " + RedisAddress.hostAndPort(node.getUri());
    }

    @Override
    public CompletionStage<? extends RedisClusterAsyncCommands<String, byte[]>> commands(String master) {
        RedisURI uri = masters().get(master);
        return uri == null
                ? CompletableFuture.failedStage(new RedisException(master + " is no master any longer"))
                : shared.getConnectionAsync(uri.getHost(), uri.getPort()).thenApply(StatefulRedisConnection::async);
    }

    /** A node answers PING also while the cluster is down; its state tells both. */
    @Override
    public CompletionStage<?> probe(String master) {
        return commands(master)
                .thenCompose(RedisClusterAsyncCommands::clusterInfo)
                .thenAccept(ClusterTopology::requireServing);
    }

    private static void requireServing(String clusterInfo) {
        if (!clusterInfo.contains("cluster_state:ok")) {
            throw new RedisException("CLUSTERDOWN");
        }
    }

    @Override
    public void seekMasters(Throwable failure) {
        client.refreshPartitionsAsync();
    }

    /** Always the same: Lettuce leads each key to its master. */
    @Override
    public long connects() {
        return 0;
    }

    @Override
    public OwnConnection dedicated() {
        StatefulRedisClusterConnection<String, byte[]> connection = client.connect(RedisConnection.CODEC);
        return new OwnConnection(connection, connection.sync());
    }

    @Override
    public StatefulRedisPubSubConnection<String, String> subscriber() {
        return client.connectPubSub(StringCodec.UTF8);
    }

    @Override
    public CompletionStage<StatefulRedisConnection<String, String>> fragile(String master) {
        RedisURI uri = masters().get(master);
        return uri == null
                ? CompletableFuture.failedStage(new RedisException(master + " is no master any longer"))
                : fragile.connectAsync(StringCodec.UTF8, uri);
    }

    @Override
    public void close() {
        parts.close(fragile, client);
    }

    private static final class GuardedClient extends RedisClusterClient {

        private final Guard guard;

        GuardedClient(ClientParts parts, Iterable<RedisURI> nodes, Guard guard) {
            super(parts.resources(), nodes);
            this.guard = guard;
        }

        @Override
        protected <V, K> StatefulRedisClusterConnectionImpl<K, V> newStatefulRedisClusterConnection(
                RedisChannelWriter writer,
                ClusterPushHandler pushes,
                RedisCodec<K, V> codec,
                Duration timeout,
                Supplier<JsonParser> parser) {
            return new StatefulRedisClusterConnectionImpl<>(writer, pushes, codec, timeout, parser) {
                @Override
                public <T> RedisCommand<K, V, T> dispatch(RedisCommand<K, V, T> command) {
                    limit(command);
                    RedisClusterNode master = master(command);
                    return master == null
                            ? super.dispatch(command)
                            : guard.pass(name(master), command, passed -> super.dispatch(passed));
                }

                /** Lettuce's own time-out begins only once the node is connected, which may take longer by far. */
                private void limit(RedisCommand<K, V, ?> command) {
                    if (!(command instanceof CompleteableCommand<?> watched)) {
                        return;
                    }
                    long millis = getOptions().getTimeoutOptions().getSource().getTimeout(command);
                    Timeout limit = getResources()
                            .timer()
                            .newTimeout(due -> expire(command, millis), millis, TimeUnit.MILLISECONDS);
                    watched.onComplete((answer, failure) -> limit.cancel());
                }

                private void expire(RedisCommand<K, V, ?> command, long millis) {
                    // Not on the timer's own thread, as it serves all: who waits for the command goes on from here.
                    getResources()
                            .eventExecutorGroup()
                            .submit(() -> command.completeExceptionally(new RedisCommandTimeoutException(
                                    "Command timed out after " + millis + " millisecond(s)")));
                }

                /** Null when the command has no key, or its slot no master. */
                private @Nullable RedisClusterNode master(RedisCommand<K, V, ?> command) {
                    CommandArgs<K, V> arguments = command.getArgs();
                    ByteBuffer key = arguments == null ? null : arguments.getFirstEncodedKey();
                    return key == null ? null : getPartitions().getMasterBySlot(SlotHash.getSlot(key));
                }
            };
        }
    }
}
