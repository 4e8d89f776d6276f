package dev.quotewell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka broker in a JVM of its own, its own controller too, on free ports of 127.0.0.1. It may be stopped and started
 * again, on the same ports and with what it kept. It does not outlive the JVM that started it. For one thread.
 */
final class KafkaServer implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;

    private final Path directory;
    private final int port;
    private Process process;

    private KafkaServer(Path directory, int port) throws IOException {
        this.directory = directory;
        this.port = port;
        this.process = launch();
    }

    /** What runs in the other JVM, given the file of the broker's properties: it ends with its standard input. */
    public static void main(String[] arguments) throws IOException {
        Thread watch = new Thread(KafkaServer::haltAtEndOfInput, "end-of-input");
        watch.setDaemon(true);
        watch.start();
        if (Files.notExists(Path.of(arguments[0]).resolveSibling("log").resolve("meta.properties"))) {
            String[] format = {
                "format",
                "--config",
                arguments[0],
                "--cluster-id",
                Uuid.randomUuid().toString()
            };
            StorageTool.execute(format, System.out);
        }
        Kafka.main(new String[] {arguments[0]});
    }

    private static void haltAtEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            System.err.println("The standard input is gone: " + e.getMessage());
        }
        Runtime.getRuntime().halt(1);
    }

    /** A new broker; the directory is made, and deleted by {@link #close()}. */
    static KafkaServer start(Path directory) throws IOException {
        Files.createDirectories(directory);
        int port = freePort();
        int controller = freePort();
        Files.writeString(
                directory.resolve("server.properties"), """
                process.roles = broker,controller
                node.id = 1
                controller.quorum.voters = 1@127.0.0.1:%2$d
                listeners = PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners = PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names = CONTROLLER
                listener.security.protocol.map = PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                log.dirs = %3$s
                auto.create.topics.enable = false
                offsets.topic.num.partitions = 1
                offsets.topic.replication.factor = 1
                transaction.state.log.num.partitions = 1
                transaction.state.log.replication.factor = 1
                transaction.state.log.min.isr = 1
                group.initial.rebalance.delay.ms = 0
                num.network.threads = 2
                num.io.threads = 2
                background.threads = 1
                log.cleaner.enable = false
                """.formatted(port, controller, directory.resolve("log")));
        KafkaServer server = new KafkaServer(directory, port);
        try {
            server.awaitReady();
        } catch (AssertionError e) {
            server.close();
            throw e;
        }
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        }
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Xshare:auto",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        KafkaServer.class.getName(),
                        directory.resolve("server.properties").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("server.out").toFile()))
                .start();
    }

    private void awaitReady() {
        try (Admin admin = admin()) {
            admin.describeCluster().nodes().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError("The broker does not answer; it said:\n" + said(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String said() {
        try {
            return Files.readString(directory.resolve("server.out"));
        } catch (IOException e) {
            return "nothing that can be read";
        }
    }

    /** For {@code bootstrap.servers}. */
    String address() {
        return "127.0.0.1:" + port;
    }

    /** To be closed by the caller. */
    Admin admin() {
        return Admin.create(Map.of(
                "bootstrap.servers",
                address(),
                "default.api.timeout.ms",
                1000 * PATIENCE_SECONDS,
                "retries",
                1_000_000));
    }

    /** @param settings the topic's own, such as {@code max.message.bytes} */
    void createTopic(String name, int partitions, Map<String, String> settings) {
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(settings);
        try (Admin admin = admin()) {
            admin.createTopics(List.of(topic)).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("The topic " + name + " cannot be made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As a service manager does: the broker closes its files. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("The broker does not end; it said:\n" + said());
        }
    }

    /** SIGKILL: nothing of the broker runs any more. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Again, after it was stopped or killed. */
    void startAgain() throws IOException {
        process = launch();
        awaitReady();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
