package dev.quotewell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A whole instance in a JVM of its own, which may be killed at any moment and started again. */
final class OtherInstance implements AutoCloseable {

    private final ProcessBuilder launcher;
    private final Path log;
    private Process process;

    private OtherInstance(ProcessBuilder launcher, Path log) throws IOException {
        this.launcher = launcher;
        this.log = log;
        this.process = launcher.start();
    }

    /** @param folder holds {@code config} and {@code routes} */
    static OtherInstance start(String name, Path folder, Map<String, String> environment, String... arguments) {
        try {
            Path log = folder.resolve(name + ".log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-classpath",
                    System.getProperty("java.class.path"),
                    Main.class.getName(),
                    "run",
                    "--config",
                    folder.resolve("config").toString(),
                    "--routes",
                    folder.resolve("routes").toString()));
            command.addAll(List.of(arguments));
            ProcessBuilder launcher = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            launcher.environment().putAll(environment);
            return new OtherInstance(launcher, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this run of it, not one before, is up. */
    boolean isReady() {
        return process.isAlive() && log().contains("ready api=");
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL, and a new run; its log begins anew. */
    void killAndStart() {
        try {
            process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
            Files.move(
                    log,
                    log.resolveSibling("before-" + log.getFileName()),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            process = launcher.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
