package dev.quotewell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.ChangeListener;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.protocol.CommandType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvalidationsIT {

    private static final CacheKey AAPL = new CacheKey("quote", "AAPL");
    private static final CacheKey GDP = new CacheKey("series", "FRED:GDP");

    @TempDir
    private Path directory;

    private final RedisKeys keys = new RedisKeys("qw:");
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private TestServers servers;
    private @Nullable RedisConnection redis;
    private @Nullable Invalidations invalidations;

    @BeforeEach
    void prepare() {
        servers = new TestServers(directory);
    }

    @AfterEach
    void end() {
        if (invalidations != null) {
            invalidations.close();
        }
        if (redis != null) {
            redis.close();
        }
        timer.shutdownNow();
        servers.close();
    }

    private void listen(String uri) {
        RedisConnection opened = RedisConnection.open(RedisAddress.of(uri), Duration.ofMillis(300));
        redis = opened;
        ChangeListener listener = new ChangeListener() {
            @Override
            public void changed(CacheKey key) {
                heard.add(key.toString());
            }

            @Override
            public void allChanged() {
                heard.add("all");
            }

            @Override
            public void connected() {
                heard.add("connected");
            }

            @Override
            public void lost() {
                heard.add("lost");
            }
        };
        invalidations = Invalidations.start(opened, keys, List.of("quote", "series"), listener, timer);
    }

    private String next() throws InterruptedException {
        return String.valueOf(heard.poll(30, TimeUnit.SECONDS));
    }

    @Test
    void tells_what_was_written_removed_or_expired_and_nothing_else() throws Exception {
        TestServer server = servers.single();
        listen(server.uri());
        assertThat(next()).isEqualTo("connected");

        server.commands().set(keys.lease(AAPL), "me");
        server.commands().set("qw:profile:AAPL:{01}", "another dataset");
        server.commands().set(keys.entry(AAPL), "1");
        assertThat(next()).isEqualTo("quote:AAPL");
        server.commands().del(keys.entry(AAPL));
        assertThat(next()).isEqualTo("quote:AAPL");
        server.commands().psetex(keys.entry(GDP), 1, "1");
        assertThat(next()).isEqualTo("series:FRED:GDP");
        assertThat(next()).isEqualTo("series:FRED:GDP");
        server.commands().flushall();
        assertThat(next()).isEqualTo("all");
    }

    @Test
    void a_redis_that_hangs_is_noticed_and_followed_again() throws Exception {
        TestServer server = servers.single();
        listen(server.uri());
        assertThat(next()).isEqualTo("connected");

        server.freeze();
        assertThat(next()).isEqualTo("lost");
        server.thaw();
        assertThat(next()).isEqualTo("connected");

        server.commands().set(keys.entry(AAPL), "1");
        assertThat(next()).isEqualTo("quote:AAPL");
    }

    @Test
    void a_redis_that_was_killed_is_followed_again() throws Exception {
        TestServer server = servers.single();
        listen(server.uri());
        assertThat(next()).isEqualTo("connected");

        server.kill();
        assertThat(next()).isEqualTo("lost");
        server.start();
        assertThat(next()).isEqualTo("connected");
    }

    @Test
    void every_master_of_a_cluster_is_heard() throws Exception {
        List<TestServer> nodes = servers.cluster("cluster-require-full-coverage no");
        listen(TestServers.uri(nodes));
        assertThat(next()).isEqualTo("connected");

        RedisClusterCommands<String, String> commands = servers.observer(TestServers.uri(nodes));
        for (int i = 0; i < 100; i++) {
            CacheKey key = new CacheKey("quote", "K" + i);
            commands.set(keys.entry(key), "1");
            assertThat(next()).isEqualTo(key.toString());
        }

        nodes.get(2).kill();
        assertThat(next()).isEqualTo("lost");
        nodes.get(2).start();
        assertThat(next()).isEqualTo("connected");
    }

    @Test
    void the_new_master_is_heard_after_a_failover() throws Exception {
        TestServer master = servers.single("repl-diskless-sync-delay 0");
        TestServer replica = servers.replica(master);
        listen(TestServers.uri(servers.sentinel(master)));
        assertThat(next()).isEqualTo("connected");

        master.kill();
        assertThat(next()).isEqualTo("lost");
        assertThat(next()).isEqualTo("connected");
        Await.until("the new master is heard", () -> {
            replica.commands().set(keys.entry(AAPL), "1");
            return heard.contains("quote:AAPL");
        });
    }

    @Test
    void a_redis_that_refuses_to_tell_is_told_of_once() throws Exception {
        TestServer server = servers.single();
        server.commands()
                .aclSetuser(
                        "reader",
                        AclSetuserArgs.Builder.on()
                                .addPassword("s3cret")
                                .allKeys()
                                .allChannels()
                                .allCommands()
                                .removeCommand(CommandType.CLIENT));
        try (LogLines log = new LogLines()) {
            listen("redis://reader:s3cret@127.0.0.1:" + server.port());

            Await.until("the refusal is told", () -> !log.lines().isEmpty());
            assertThat(log.lines().get(0)).startsWith("WARN Redis refuses to tell of changes (NOPERM");
            assertThat(heard).isEmpty();
        }
    }
}
