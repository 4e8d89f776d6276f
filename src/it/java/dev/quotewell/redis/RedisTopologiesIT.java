package dev.quotewell.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;

/** The promises of {@link RedisCacheStoreIT}, {@link RedisBudgetsIT} and {@link RedisStreamsViewIT} on whatever may stand in for one Redis of the present version. */
class RedisTopologiesIT {

    @Nested
    class OnCluster extends RedisCacheStoreIT {

        @Override
        String start(TestServers servers) {
            return TestServers.uri(servers.cluster());
        }
    }

    @Nested
    class OnSentinel extends RedisCacheStoreIT {

        @Override
        String start(TestServers servers) {
            TestServer master = servers.single("repl-diskless-sync-delay 0");
            servers.replica(master);
            return TestServers.uri(servers.sentinel(master));
        }
    }

    @Nested
    class OnValkey extends RedisCacheStoreIT {

        @Override
        TestServers servers(Path directory) {
            return valkey(directory);
        }
    }

    /** The oldest that we promise to run on. */
    @Nested
    class OnRedis62 extends RedisCacheStoreIT {

        @Override
        TestServers servers(Path directory) {
            return redis62(directory);
        }
    }

    @Nested
    class BudgetsOnCluster extends RedisBudgetsIT {

        @Override
        String start(TestServers servers) {
            return TestServers.uri(servers.cluster());
        }
    }

    @Nested
    class BudgetsOnValkey extends RedisBudgetsIT {

        @Override
        TestServers servers(Path directory) {
            return valkey(directory);
        }
    }

    @Nested
    class BudgetsOnRedis62 extends RedisBudgetsIT {

        @Override
        TestServers servers(Path directory) {
            return redis62(directory);
        }
    }

    @Nested
    class ViewOnCluster extends RedisStreamsViewIT {

        @Override
        String start(TestServers servers) {
            return TestServers.uri(servers.cluster());
        }
    }

    @Nested
    class ViewOnRedis62 extends RedisStreamsViewIT {

        @Override
        TestServers servers(Path directory) {
            return redis62(directory);
        }
    }

    private static TestServers valkey(Path directory) {
        Optional<Path> binary = onPath("valkey-server");
        assumeTrue(binary.isPresent(), "skipped: there is no valkey-server on the PATH");
        return new TestServers(directory, binary.orElseThrow());
    }

    private static TestServers redis62(Path directory) {
        Optional<Path> binary = bundled62(directory);
        assumeTrue(binary.isPresent(), "skipped: there is no Redis 6.2 that runs here");
        return new TestServers(directory, binary.orElseThrow());
    }

    private static Optional<Path> onPath(String name) {
        return Arrays.stream(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Optional<Path> bundled62(Path directory) {
        String name = "redis-server-6.2.6-v5-linux-amd64";
        try (InputStream in = RedisTopologiesIT.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                return Optional.empty();
            }
            Path binary = directory.resolve(name);
            Files.copy(in, binary);
            ServerFiles.restrictToOwner(binary);
            return Optional.of(binary).filter(RedisTopologiesIT::runs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean runs(Path binary) {
        try {
            Process process = ServerBinary.command(binary, "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
