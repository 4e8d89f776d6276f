package dev.quotewell.redis;

import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A test on servers of its own: one Redis, unless {@link RedisTopologiesIT} says otherwise. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class OnServers {

    RedisConnection redis;
    RedisClusterCommands<String, String> commands;
    private TestServers servers;

    @BeforeAll
    final void start(@TempDir Path directory) {
        servers = servers(directory);
        String uri = start(servers);
        redis = RedisConnection.open(RedisAddress.of(uri), Duration.ofSeconds(5));
        commands = servers.observer(uri);
    }

    /** Of which program the servers are; who has none skips the test. */
    TestServers servers(Path directory) {
        return new TestServers(directory);
    }

    /** @return the URI of what was started */
    String start(TestServers started) {
        return started.single().uri();
    }

    @AfterAll
    final void stop() {
        if (redis != null) {
            redis.close();
        }
        if (servers != null) {
            servers.close();
        }
    }
}
