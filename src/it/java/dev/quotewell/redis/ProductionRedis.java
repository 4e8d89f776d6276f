package dev.quotewell.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A Redis as it runs in production: with {@code config/redis.conf} and the users that {@code src/main/docker/secrets}
 * makes, but on a free port of 127.0.0.1 and with its data in a folder of the test.
 */
public final class ProductionRedis implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path secrets;
    private final int port;
    private final Process process;

    private ProductionRedis(Path secrets, int port, Process process) {
        this.secrets = secrets;
        this.port = port;
        this.process = process;
    }

    /** @param more lines of configuration that stand over those of the file */
    public static ProductionRedis start(Path directory, String... more) {
        try {
            Path data = Files.createDirectories(directory.resolve("production"));
            Path secrets = data.resolve("secrets");
            makeSecrets(secrets);
            int port = freePort();
            Path file = Files.writeString(data.resolve("server.conf"), """
                    include "%s"
                    bind 127.0.0.1
                    port %d
                    dir "%s"
                    aclfile "%s"
                    %s
                    """.formatted(
                            Path.of("config/redis.conf").toAbsolutePath(),
                            port,
                            data,
                            secrets.resolve("redis-users"),
                            String.join("\n", more)));
            Path binary = ServerBinary.get(Objects.requireNonNullElse(System.getenv("PATH"), ""), ServerFiles.in(data))
                    .path();
            Process process = ServerBinary.command(binary, file.toString())
                    .directory(data.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(data.resolve("server.log").toFile())
                    .start();
            ProductionRedis redis = new ProductionRedis(secrets, port, process);
            try {
                Await.until(
                        "it answers its operator: " + Files.readString(data.resolve("server.log")),
                        () -> redis.ask("operator", "PING").equals(List.of("PONG")));
            } catch (AssertionError e) {
                redis.close();
                throw new AssertionError(Files.readString(data.resolve("server.log")), e);
            }
            return redis;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void makeSecrets(Path folder) throws IOException {
        Process script = new ProcessBuilder("sh", "src/main/docker/secrets", folder.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!script.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || script.exitValue() != 0) {
                throw new IllegalStateException("src/main/docker/secrets failed: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        }
    }

    /** The file that the container is handed, but with this server's address. */
    public Path uriFile() {
        try {
            String uri = Files.readString(secrets.resolve("redis-uri"));
            return Files.writeString(
                    secrets.resolve("redis-uri-here"), uri.replace("@redis:6379", "@127.0.0.1:" + port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer as a flat list, or the error reply as its only item. */
    public List<String> ask(String user, String... words) {
        try (RespConnection connection = RespConnection.open(port, PATIENCE)) {
            if (!user.equals("default")) {
                String password = Files.readString(secrets.resolve("redis-" + user + "-password"));
                connection.ask("AUTH", user, password);
            }
            return connection.ask(words);
        } catch (IOException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
