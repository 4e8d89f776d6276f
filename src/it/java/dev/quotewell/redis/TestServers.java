package dev.quotewell.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The processes of a test, all on 127.0.0.1: none of them outlives {@link #close()}. */
final class TestServers implements AutoCloseable {

    static final String MASTER = "mymaster";

    private static final List<String> IN_MEMORY = List.of("save \"\"", "appendonly no");
    private static final int SLOTS = 16_384;
    private static final int BUS = 10_000;

    private final Path directory;
    private final Path binary;
    private final List<TestServer> servers = new ArrayList<>();
    private final List<AbstractRedisClient> observers = new ArrayList<>();

    /** With the binary that the application would take. */
    TestServers(Path directory) {
        this(directory, binary(directory));
    }

    TestServers(Path directory, Path binary) {
        this.directory = directory;
        this.binary = binary;
    }

    private static Path binary(Path directory) {
        String searchPath = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return ServerBinary.get(searchPath, ServerFiles.in(directory)).path();
    }

    TestServer single(String... configuration) {
        return start(Stream.concat(IN_MEMORY.stream(), Stream.of(configuration)).toList());
    }

    private TestServer start(List<String> configuration, String... options) {
        int port = freePort();
        TestServer server = TestServer.start(binary, directory.resolve("server-" + port), port, configuration, options);
        servers.add(server);
        return server;
    }

    /** A replica that is in step. */
    TestServer replica(TestServer master) {
        TestServer replica = single("replicaof 127.0.0.1 " + master.port(), "repl-diskless-sync-delay 0");
        Await.until(
                "the replica is in step",
                () -> replica.commands().info("replication").contains("master_link_status:up"));
        return replica;
    }

    /** A Sentinel that decides alone, and soon; it knows the master's replica. */
    TestServer sentinel(TestServer master) {
        TestServer sentinel = start(
                List.of(
                        "sentinel monitor " + MASTER + " 127.0.0.1 " + master.port() + " 1",
                        "sentinel down-after-milliseconds " + MASTER + " 500",
                        "sentinel failover-timeout " + MASTER + " 3000"),
                "--sentinel");
        Await.until(
                "the sentinel knows the replica",
                () -> sentinel.commands()
                        .info("sentinel")
                        .contains("status=ok,address=127.0.0.1:" + master.port() + ",slaves=1"));
        return sentinel;
    }

    static String uri(TestServer sentinel) {
        return "redis-sentinel://127.0.0.1:" + sentinel.port() + "#" + MASTER;
    }

    /** Three masters with a third of the slots each. */
    List<TestServer> cluster(String... configuration) {
        List<String> lines = new ArrayList<>(IN_MEMORY);
        lines.addAll(List.of("cluster-enabled yes", "cluster-config-file nodes.conf", "cluster-node-timeout 2000"));
        lines.addAll(List.of(configuration));
        List<TestServer> nodes = Stream.generate(() -> start(lines)).limit(3).toList();
        for (int i = 0; i < nodes.size(); i++) {
            int first = SLOTS * i / nodes.size();
            int[] slots = new int[SLOTS * (i + 1) / nodes.size() - first];
            for (int slot = 0; slot < slots.length; slot++) {
                slots[slot] = first + slot;
            }
            nodes.get(i).commands().clusterAddSlots(slots);
            // All the same epoch at first: where two disagree, the higher wins.
            nodes.get(i).run(CommandType.CLUSTER, "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            if (i > 0) {
                nodes.get(i).commands().clusterMeet("127.0.0.1", nodes.get(0).port());
            }
        }
        Await.until("the cluster is whole", () -> nodes.stream().allMatch(TestServers::isWhole));
        return nodes;
    }

    private static boolean isWhole(TestServer node) {
        String info = node.commands().clusterInfo();
        // Without full coverage a node is "ok" before it has heard of all slots of the others.
        return info.contains("cluster_state:ok")
                && info.contains("cluster_known_nodes:3")
                && info.contains("cluster_slots_ok:16384");
    }

    static String uri(List<TestServer> cluster) {
        return "redis-cluster://"
                + String.join(
                        ",",
                        cluster.stream().map(node -> "127.0.0.1:" + node.port()).toList());
    }

    /** Commands around everything that is tested, on all nodes of a cluster where that makes sense. */
    RedisClusterCommands<String, String> observer(String uri) {
        RedisAddress address = RedisAddress.of(uri);
        if (address.isCluster()) {
            RedisClusterClient client = RedisClusterClient.create(address.nodes());
            observers.add(client);
            return client.connect().sync();
        }
        RedisURI one = address.first();
        RedisClient client = RedisClient.create(one);
        observers.add(client);
        return client.connect().sync();
    }

    /** One whose neighbour for the cluster's own talk is free, too. */
    private static int freePort() {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
                int port = socket.getLocalPort();
                if (port + BUS < 1 << 16 && isFree(port + BUS)) {
                    return port;
                }
            } catch (IOException e) {
                throw new IllegalStateException("There is no free port on 127.0.0.1", e);
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        observers.forEach(client -> client.shutdown(Duration.ZERO, Duration.ofSeconds(1)));
        servers.forEach(TestServer::close);
    }
}
