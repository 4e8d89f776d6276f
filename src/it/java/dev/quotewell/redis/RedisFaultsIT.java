package dev.quotewell.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CacheStatus.Forward;
import dev.quotewell.cache.Entry;
import dev.quotewell.cache.StoreUnavailableException;
import dev.quotewell.json.Payload;
import io.lettuce.core.KillArgs;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.protocol.CommandType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers and operators see of a Redis in trouble. */
class RedisFaultsIT {

    private static final CacheKey AAPL = new CacheKey("quote", "AAPL");
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final Entry ENTRY =
            new Entry.Value(Payload.utf8("{\"price\":1.10}"), "id", NOON, NOON.plusSeconds(15), "finnhub");
    private static final Duration TIMEOUT = Duration.ofMillis(300);

    @TempDir
    private Path directory;

    private final RedisKeys keys = new RedisKeys("qw:");
    private LogLines log;
    private TestServers servers;
    private @Nullable RedisConnection connection;
    private @Nullable RedisCacheStore opened;

    @BeforeEach
    void prepare() {
        servers = new TestServers(directory);
        log = new LogLines();
    }

    @AfterEach
    void end() {
        log.close();
        if (connection != null) {
            connection.close();
        }
        servers.close();
    }

    private void open(String uri) {
        connection = RedisConnection.open(RedisAddress.of(uri), TIMEOUT);
        opened = new RedisCacheStore(connection, keys, 1000);
    }

    private RedisConnection redis() {
        return Objects.requireNonNull(connection, "open() comes first");
    }

    private RedisCacheStore store() {
        return Objects.requireNonNull(opened, "open() comes first");
    }

    private CompletableFuture<Map<CacheKey, Entry>> find(CacheKey key) {
        return store().find(List.of(key)).toCompletableFuture();
    }

    private CompletionStage<Boolean> store(CacheKey key) {
        return store().store(key, ENTRY, Duration.ofMinutes(5), "me", Forward.MISS);
    }

    /** The failure of a command, none when it was answered. */
    private static Optional<StoreUnavailableException> failure(CompletionStage<?> command) {
        try {
            Await.answer(command);
            return Optional.empty();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoreUnavailableException unavailable) {
                return Optional.of(unavailable);
            }
            throw e;
        }
    }

    private static boolean isNotAsked(CompletionStage<?> command) {
        return failure(command)
                .filter(failure -> failure.getCause() instanceof NotAskedException)
                .isPresent();
    }

    private void awaitBreaker(CacheKey key) {
        Await.until("Redis is not asked any longer", () -> isNotAsked(find(key)));
    }

    private void awaitAnswer(CacheKey key) {
        Await.until("Redis answers again", () -> failure(find(key)).isEmpty());
    }

    /** What is done at once was not sent, as Redis had no time to answer. */
    private void assertAllFailAtOnce(CacheKey key) {
        assertThat(IntStream.range(0, 1_000).mapToObj(i -> find(key)).filter(found -> !found.isDone()))
                .isEmpty();
        assertThat(isNotAsked(find(key))).isTrue();
    }

    @Test
    void a_redis_that_hangs_is_asked_no_more_until_it_answers_a_probe() {
        TestServer server = servers.single();
        open(server.uri());
        Await.answer(find(AAPL));

        server.freeze();
        for (int i = 0; i < Breaker.FAILURES; i++) {
            assertThat(failure(find(AAPL)))
                    .get()
                    .extracting(Throwable::getMessage)
                    .asString()
                    .contains("timed out");
        }
        awaitBreaker(AAPL);
        assertAllFailAtOnce(AAPL);
        server.thaw();
        awaitAnswer(AAPL);

        // The first one, those that found out, and the one after the probe. One may slip through between a failure and
        // its count.
        assertThat(server.calls("mget")).isBetween(1L + Breaker.FAILURES + 1, 1L + Breaker.FAILURES + 2);
        assertThat(log.lines()).hasSize(2);
        assertThat(log.lines().get(0))
                .startsWith("WARN Redis gives no answer (MGET. Command timed out")
                .endsWith("): going on without it until it does");
        assertThat(log.lines().get(1)).isEqualTo("INFO Redis answers again");
    }

    @Test
    void a_redis_that_was_killed_is_used_again_when_it_is_back() {
        TestServer server = servers.single();
        open(server.uri());
        Await.answer(find(AAPL));

        server.kill();
        awaitBreaker(AAPL);
        assertAllFailAtOnce(AAPL);
        server.start();
        awaitAnswer(AAPL);

        assertThat(log.lines()).hasSize(2);
        assertThat(log.lines().get(0))
                .startsWith("WARN Redis gives no answer (")
                .contains("Connection refused");
        assertThat(log.lines().get(1)).isEqualTo("INFO Redis answers again");
        // Whoever waits for an entry is woken again, too.
        CompletableFuture<Void> woken = store().watch(AAPL);
        Await.until("the waiting are woken", () -> {
            Await.answer(store(AAPL));
            return woken.isDone();
        });
    }

    @Test
    void a_redis_that_still_loads_its_data_is_not_asked() throws Exception {
        try (FakeRedis server = new FakeRedis()) {
            connection = RedisConnection.open(RedisAddress.of(server.uri()), TIMEOUT);
            assertThat(failure(mget())).isEmpty();

            server.answersWith("LOADING Redis is loading the dataset in memory");
            for (int i = 0; i < 1_000; i++) {
                assertThat(failure(mget())).isPresent();
            }
            assertThat(server.reads()).isBetween(1 + Breaker.FAILURES, 2 + Breaker.FAILURES);
            server.answersWith("");
            Await.until("it is asked again", () -> failure(mget()).isEmpty());

            assertThat(log.lines())
                    .containsExactly(
                            "WARN Redis gives no answer (LOADING Redis is loading the dataset in memory):"
                                    + " going on without it until it does",
                            "INFO Redis answers again");
        }
    }

    private CompletionStage<?> mget() {
        return redis().send(commands -> commands.mget("a"));
    }

    @Test
    void a_redis_that_is_full_is_still_read() {
        fullIsStillRead(servers.single());
    }

    /** It tells errors inside scripts in another way. */
    @Test
    void a_redis_6_2_that_is_full_is_still_read() {
        Optional<Path> binary = RedisTopologiesIT.bundled62(directory);
        assumeTrue(binary.isPresent(), "skipped: there is no Redis 6.2 that runs here");
        try (TestServers old = new TestServers(directory, binary.orElseThrow())) {
            fullIsStillRead(old.single());
        }
    }

    private void fullIsStillRead(TestServer server) {
        open(server.uri());
        Await.answer(store(AAPL));

        server.commands().configSet("maxmemory", "1");
        for (int i = 0; i < 2 * Breaker.FAILURES; i++) {
            assertThat(failure(store(AAPL)))
                    .get()
                    .extracting(Throwable::getMessage)
                    .asString()
                    .contains("OOM");
        }
        assertThat(Await.answer(find(AAPL))).containsEntry(AAPL, ENTRY);
        server.commands().configSet("maxmemory", "0");
        Await.answer(store(AAPL));

        assertRefusalToldOnce("OOM");
    }

    private void assertRefusalToldOnce(String why) {
        assertThat(log.lines()).hasSize(2);
        assertThat(log.lines().get(0))
                .startsWith("WARN Redis refuses to store (")
                .contains(why)
                .endsWith("): going on without storing");
        assertThat(log.lines().get(1)).isEqualTo("INFO Redis stores again");
    }

    @Test
    void a_read_only_redis_is_still_read() {
        TestServer server = servers.single();
        open(server.uri());
        Await.answer(store(AAPL));

        server.commands().replicaof("127.0.0.1", 1);
        for (int i = 0; i < 2 * Breaker.FAILURES; i++) {
            assertThat(failure(store(AAPL)))
                    .get()
                    .extracting(Throwable::getMessage)
                    .asString()
                    .contains("READONLY");
        }
        assertThat(Await.answer(find(AAPL))).containsEntry(AAPL, ENTRY);
        server.commands().replicaofNoOne();
        Await.answer(store(AAPL));

        assertRefusalToldOnce("READONLY");
    }

    @Test
    void a_password_that_is_no_longer_right_is_told_once() {
        TestServer server = servers.single();
        server.commands().configSet("requirepass", "s3cret");
        server.commands().auth("s3cret");
        open("redis://:s3cret@127.0.0.1:" + server.port());
        Await.answer(find(AAPL));

        server.commands().configSet("requirepass", "an0ther");
        server.commands().auth("an0ther");
        server.commands().clientKill(KillArgs.Builder.typeNormal().skipme());
        awaitBreaker(AAPL);
        assertAllFailAtOnce(AAPL);
        server.commands().configSet("requirepass", "s3cret");
        awaitAnswer(AAPL);

        assertThat(log.lines()).hasSize(2);
        assertThat(log.lines().get(0)).startsWith("WARN Redis gives no answer (WRONGPASS");
        assertThat(log.lines().get(1)).isEqualTo("INFO Redis answers again");
        assertThat(log.lines().toString()).doesNotContain("s3cret", "an0ther");
    }

    @Test
    void a_wrong_password_at_the_start_is_told_without_it() {
        TestServer server = servers.single();
        server.commands().configSet("requirepass", "s3cret");

        assertThatThrownBy(() -> open("redis://:wr0ng@127.0.0.1:" + server.port()))
                .isInstanceOf(RedisUnreachableException.class)
                .hasMessageStartingWith(
                        server.uri() + " refuses the user or password of quotewell.redis.uri (WRONGPASS")
                .hasMessageNotContaining("wr0ng");
        assertThatThrownBy(() -> open(server.uri()))
                .isInstanceOf(RedisUnreachableException.class)
                .hasMessageStartingWith(server.uri() + " asks for a password");
    }

    @Test
    void a_cluster_that_is_none_is_told_at_the_start() {
        TestServer server = servers.single();

        assertThatThrownBy(() -> open("redis-cluster://:wr0ng@127.0.0.1:" + server.port()))
                .isInstanceOf(RedisUnreachableException.class)
                .hasMessage("Redis at redis-cluster://127.0.0.1:" + server.port()
                        + " cannot be reached: none of its nodes answers, or it is no Cluster")
                .hasMessageNotContaining("wr0ng");
    }

    @Test
    void follows_the_sentinels_to_the_new_master() {
        TestServer master = servers.single("repl-diskless-sync-delay 0");
        TestServer replica = servers.replica(master);
        open(TestServers.uri(servers.sentinel(master)));
        Await.answer(store(AAPL));

        master.kill();
        Await.until("the new master stores", () -> failure(store(AAPL)).isEmpty());

        assertThat(replica.commands().exists(keys.entry(AAPL))).isEqualTo(1);
        assertThat(log.lines().stream().filter(line -> line.contains("gives no answer")))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void a_demoted_master_that_keeps_the_connection_is_left() {
        TestServer master = servers.single("repl-diskless-sync-delay 0");
        TestServer other = servers.single("repl-diskless-sync-delay 0");
        servers.replica(master);
        TestServer sentinel = servers.sentinel(master);
        open(TestServers.uri(sentinel));
        Await.answer(store(AAPL));

        sentinel.run(CommandType.SENTINEL, "REMOVE", TestServers.MASTER);
        sentinel.run(CommandType.SENTINEL, "MONITOR", TestServers.MASTER, "127.0.0.1", "" + other.port(), "1");
        master.commands().replicaof("127.0.0.1", other.port());
        Await.until("the new master stores", () -> failure(store(AAPL)).isEmpty());

        assertThat(other.commands().exists(keys.entry(AAPL))).isEqualTo(1);
        assertRefusalToldOnce("READONLY");
    }

    @Test
    void a_node_of_a_cluster_that_hangs_holds_up_its_own_keys_only() {
        List<TestServer> nodes = servers.cluster("cluster-require-full-coverage no");
        open(TestServers.uri(nodes));
        TestServer first = nodes.get(0);
        CacheKey there = keyOn(first, nodes, true);
        CacheKey elsewhere = keyOn(first, nodes, false);

        first.freeze();
        // Also while Lettuce has no connection to that node yet, the time-out of a command holds.
        assertThat(failure(find(there)))
                .get()
                .extracting(Throwable::getMessage)
                .asString()
                .contains("timed out");
        awaitBreaker(there);
        assertAllFailAtOnce(there);
        for (int i = 0; i < 10; i++) {
            assertThat(failure(store(elsewhere))).isEmpty();
        }
        assertThat(redis().masters()).hasSize(3);
        first.thaw();
        awaitAnswer(there);

        String name = "Redis at 127.0.0.1:" + first.port();
        assertThat(log.lines()).hasSize(2);
        assertThat(log.lines().get(0)).startsWith("WARN " + name + " gives no answer (");
        assertThat(log.lines().get(1)).isEqualTo("INFO " + name + " answers again");
    }

    /** A key whose entry lies on this node, or on another. */
    private CacheKey keyOn(TestServer node, List<TestServer> nodes, boolean there) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> new CacheKey("quote", "K" + i))
                .filter(key -> {
                    int slot = SlotHash.getSlot(keys.entry(key));
                    return (slot < 16_384 / nodes.size()) == (nodes.indexOf(node) == 0) == there;
                })
                .findFirst()
                .orElseThrow();
    }
}
