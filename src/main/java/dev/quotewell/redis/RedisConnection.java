package dev.quotewell.redis;

import dev.quotewell.cache.StoreUnavailableException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisException;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to one Redis, to the master that Sentinels name, or to a Redis Cluster: keys are text, values are
 * bytes.
 *
 * <p>A command that gets no answer in time, or finds no connection, fails. After {@value Breaker#FAILURES} such failures
 * in a row commands fail at once, without being sent, until Redis answers a probe from the background: no caller waits
 * for a Redis that is away. In a Cluster that holds for each master by itself. Safe for many threads.
 */
public final class RedisConnection implements AutoCloseable {

    static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private static final Logger log = LoggerFactory.getLogger(RedisConnection.class);

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final RedisTopology topology;
    private final Guard guard;
    private final Refusals refusals = new Refusals();
    private final ScheduledExecutorService prober;

    private RedisConnection(RedisTopology topology, Guard guard) {
        this.topology = topology;
        this.guard = guard;
        this.prober = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "quotewell-redis-probe");
            thread.setDaemon(true);
            return thread;
        });
        prober.scheduleWithFixedDelay(this::probe, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Connects; by TLS where the address says so, trusting whom Java trusts.
     *
     * @param timeout how long a command may take
     * @throws RedisUnreachableException there is no Redis, or it refuses us
     */
    public static RedisConnection open(RedisAddress address, Duration timeout) {
        return open(address, timeout, RedisTls.NONE);
    }

    /** The same with authorities and a certificate of our own. */
    public static RedisConnection open(RedisAddress address, Duration timeout, RedisTls tls) {
        ClientOptions options = options(timeout, tls);
        Guard guard = new Guard(System::nanoTime);
        try {
            RedisTopology topology = address.isCluster()
                    ? new ClusterTopology(address, options, guard)
                    : new SingleTopology(address, options, guard);
            return new RedisConnection(topology, guard);
        } catch (RedisException e) {
            throw new RedisUnreachableException(address.toString(), e);
        }
    }

    /** How every client of ours behaves: no command waits for a connection, and a dead one is noticed. */
    public static ClientOptions options(Duration timeout, RedisTls tls) {
        return ClientOptions.builder()
                .sslOptions(tls.options())
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(RedisAddress.CONNECT_TIMEOUT)
                        // For connections that only listen: what is sent has a time-out.
                        .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                .enable()
                                .idle(Duration.ofSeconds(5))
                                .interval(Duration.ofSeconds(1))
                                .count(3)
                                .build())
                        .build())
                .timeoutOptions(TimeoutOptions.builder()
                        .timeoutCommands()
                        .timeoutSource(new CommandTimeout(timeout))
                        .build())
                .build();
    }

    /** The same for a client of a Redis Cluster, which also follows the changes of its nodes. */
    public static ClusterClientOptions clusterOptions(Duration timeout, RedisTls tls) {
        return ClusterTopology.following(options(timeout, tls));
    }

    /** Sends a command; the stage fails with {@link StoreUnavailableException} only. */
    <T> CompletionStage<T> send(Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
        // A lambda's class stands for the place where it was written, that is, for one kind of command.
        Class<?> kind = command.getClass();
        return attempt(() -> command.apply(topology.commands())).handle((answer, failure) -> {
            if (failure != null) {
                throw unavailable(kind, failure);
            }
            refusals.stored(kind);
            return answer;
        });
    }

    /** Sends a command without a key to one master: always to the same, while that gives answers. */
    <T> CompletionStage<T> sendToOne(Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
        Set<String> masters = topology.masters().keySet();
        String first = masters.stream().findFirst().orElse(SingleTopology.NAME);
        return sendTo(
                masters.stream()
                        .filter(master -> !guard.refuses(master))
                        .findFirst()
                        .orElse(first),
                command);
    }

    /** Sends a command without a key to every master; fails when one of them does not answer. */
    <T> CompletionStage<List<T>> sendToMasters(
            Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
        CompletionStage<List<T>> answers = CompletableFuture.completedStage(new ArrayList<>());
        for (String master : topology.masters().keySet()) {
            answers = answers.thenCombine(sendTo(master, command), (list, answer) -> {
                list.add(answer);
                return list;
            });
        }
        return answers;
    }

    /** Sends a command to one of the {@link #masters()}. */
    <T> CompletionStage<T> sendTo(
            String master, Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
        CompletionStage<T> sent = guard.refuses(master)
                ? CompletableFuture.failedStage(new NotAskedException(master))
                : attempt(() -> topology.commands(master).thenCompose(command));
        return sent.handle((answer, failure) -> {
            if (failure != null) {
                throw unavailable(command.getClass(), failure);
            }
            return answer;
        });
    }

    private static <T> CompletionStage<T> attempt(Supplier<CompletionStage<T>> command) {
        try {
            return command.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** Sends a command and waits for its answer, for as long as a command may take. */
    <T> T call(Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
        try {
            return send(command).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreUnavailableException unavailable ? unavailable : e;
        }
    }

    private StoreUnavailableException unavailable(Class<?> kind, Throwable failure) {
        Throwable cause = Symptom.cause(failure);
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        if (Symptom.of(cause) == Symptom.CANNOT_STORE) {
            refusals.refused(kind, Symptom.brief(why));
            topology.seekMasters(cause);
        }
        return new StoreUnavailableException("Redis: " + why, cause);
    }

    private void probe() {
        try {
            if (guard.isCalm()) {
                return;
            }
            for (String master : guard.due(topology.masters().keySet())) {
                attempt(() -> topology.probe(master)).whenComplete((answer, failure) -> {
                    guard.probed(master, failure == null);
                    if (failure != null) {
                        topology.seekMasters(Symptom.cause(failure));
                    }
                });
            }
        } catch (RuntimeException e) {
            // An exception would end the probing for good.
            log.warn("Redis could not be probed: {}", e.toString());
        }
    }

    /** Whether keys may lie on different servers, so that one step must not touch two slots. */
    boolean isCluster() {
        return topology instanceof ClusterTopology;
    }

    /** The servers that keep our keys at present, by name. */
    Set<String> masters() {
        return topology.masters().keySet();
    }

    long connects() {
        return topology.connects();
    }

    CompletionStage<StatefulRedisConnection<String, String>> fragile(String master) {
        return attempt(() -> topology.fragile(master));
    }

    /**
     * A connection of its own, for commands that block.
     *
     * @throws RedisException Redis gives no answer
     */
    OwnConnection dedicated() {
        if (!guard.isCalm() && topology.masters().keySet().stream().allMatch(guard::refuses)) {
            throw new NotAskedException(SingleTopology.NAME);
        }
        return topology.dedicated();
    }

    StatefulRedisPubSubConnection<String, String> subscriber() {
        return topology.subscriber();
    }

    @Override
    public void close() {
        prober.shutdownNow();
        topology.close();
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
