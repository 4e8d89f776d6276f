package dev.quotewell.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/**
 * A JVM that appends batches of numbered lines without end, and prints the number of the last line of each batch once
 * it was told that they are on the disk.
 */
final class JsonLinesWorker implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-03-02T15:00:00Z");

    private final Process process;
    private final BufferedReader output;
    private int cuts;

    private JsonLinesWorker(Process process) {
        this.process = process;
        this.output = process.inputReader(UTF_8);
    }

    /** What runs in the other JVM: directory, name of the run, seed, limit. */
    public static void main(String[] arguments) {
        ((Logger) LoggerFactory.getLogger(JsonLines.class)).setLevel(Level.INFO);
        Random random = new Random(Long.parseLong(arguments[2]));
        // What a killed process wrote is there without a force, too; and who does not wait for the disk is mostly
        // writing when the end comes.
        boolean waits = arguments[3].equals("0") ? random.nextBoolean() : true;
        JsonLines lines = new JsonLines(Path.of(arguments[0]), waits ? file -> file.force(false) : file -> {});
        String padding = "x".repeat(100_000);
        int number = 0;
        System.out.println("ready");
        try {
            while (true) {
                List<byte[]> batch = new ArrayList<>();
                int longest = waits ? 2_000 : padding.length();
                for (int size = 1 + random.nextInt(20); size > 0; size--) {
                    batch.add(("{\"run\":\"" + arguments[1] + "\",\"n\":" + number++ + ",\"pad\":\""
                                    + padding.substring(random.nextInt(longest), longest) + "\"}")
                            .getBytes(UTF_8));
                }
                lines.append(batch, NOW);
                System.out.println("done " + (number - 1));
            }
        } catch (UncheckedIOException e) {
            System.out.println("failed " + e.getMessage());
        }
    }

    /** @param limit on the size of a file, in units of 512 bytes; 0 for none */
    static JsonLinesWorker start(Path directory, String run, long seed, int limit) throws IOException {
        List<String> command = new ArrayList<>(
                limit == 0 ? List.of() : List.of("/bin/sh", "-c", "ulimit -f " + limit + "; exec \"$@\"", "sh"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                // Its file would be longer than the limit allows.
                "-XX:-UsePerfData",
                "-classpath",
                System.getProperty("java.class.path"),
                JsonLinesWorker.class.getName(),
                directory.toString(),
                run,
                Long.toString(seed),
                Integer.toString(limit)));
        return new JsonLinesWorker(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** @return the number of the last line that is on the disk, -1 when the worker has ended */
    int next() throws IOException {
        String line = output.readLine();
        while (line != null && !line.matches("done \\d+")) {
            cuts += line.contains("cut off") ? 1 : 0;
            line = output.readLine();
        }
        return line == null ? -1 : Integer.parseInt(line.substring(5));
    }

    /** To be called once, before it has appended anything. */
    void awaitReady() throws IOException {
        String line = output.readLine();
        while (line != null && !line.equals("ready")) {
            line = output.readLine();
        }
    }

    /** Whether it appends nothing, as long as anybody has the patience to wait for it. */
    boolean isSilentFor(Duration patience) throws IOException {
        long until = System.nanoTime() + patience.toNanos();
        while (!output.ready() && System.nanoTime() < until) {
            LockSupport.parkNanos(1_000_000);
        }
        return !output.ready();
    }

    /** How many unfinished lines it found, as far as its output was read. */
    int cuts() {
        return cuts;
    }

    /** @return all that it printed until it ended by itself */
    List<String> rest() {
        return output.lines().toList();
    }

    /** SIGKILL: nothing of it runs any more. */
    void kill() {
        // By its handle: a process that is destroyed as such loses its output, too.
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
