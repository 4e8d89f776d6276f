package dev.quotewell.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One process of a test, started with just the configuration that the test asks for. */
final class TestServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final int port;
    private final ProcessBuilder launcher;
    private final RedisClient client;
    private Process process;
    private @Nullable StatefulRedisConnection<String, String> connection;

    private TestServer(int port, ProcessBuilder launcher) throws IOException {
        this.port = port;
        this.launcher = launcher;
        this.process = launcher.start();
        this.client = RedisClient.create(RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(port)
                .withTimeout(PATIENCE)
                .build());
    }

    static TestServer start(Path binary, Path directory, int port, List<String> configuration, String... options) {
        try {
            Files.createDirectories(directory);
            Path file = directory.resolve("server.conf");
            Files.writeString(
                    file,
                    "bind 127.0.0.1\nport " + port + "\ndir " + directory + "\n" + String.join("\n", configuration)
                            + "\n");
            String[] arguments = Stream.concat(Stream.of(file.toString()), Stream.of(options))
                    .toArray(String[]::new);
            ProcessBuilder launcher = ServerBinary.command(binary, arguments);
            launcher.directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("server.log").toFile());
            TestServer server = new TestServer(port, launcher);
            try {
                server.awaitReady();
            } catch (AssertionError e) {
                server.close();
                throw e;
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Again, after it was killed: on the same port, with the data that it kept. */
    void start() {
        try {
            process = launcher.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitReady();
    }

    private void awaitReady() {
        Await.until("a server answers on port " + port, this::answers);
    }

    private boolean answers() {
        try (RespConnection connection = RespConnection.open(port, Duration.ofSeconds(1))) {
            return connection.ask("PING").equals(List.of("PONG"));
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** Commands around everything that is tested. */
    RedisCommands<String, String> commands() {
        StatefulRedisConnection<String, String> open = connection;
        if (open == null) {
            open = client.connect();
            connection = open;
        }
        return open.sync();
    }

    String run(CommandType type, String... arguments) {
        CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
        List.of(arguments).forEach(args::add);
        return commands().dispatch(type, new StatusOutput<>(StringCodec.UTF8), args);
    }

    /** How often it worked this command off, such as {@code mget}. */
    long calls(String command) {
        Matcher calls = Pattern.compile("cmdstat_" + command + ":calls=(\\d+)")
                .matcher(commands().info("commandstats"));
        return Optional.of(calls)
                .filter(Matcher::find)
                .map(found -> Long.parseLong(found.group(1)))
                .orElse(0L);
    }

    /** It goes on accepting connections and answers nothing. */
    void freeze() {
        signal("-STOP");
    }

    void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill " + signal + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        kill();
    }
}
