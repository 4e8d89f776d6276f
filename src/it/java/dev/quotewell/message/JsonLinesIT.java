package dev.quotewell.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Other JVMs append to one file, and are killed as a machine kills them: at any instruction. */
@Timeout(120)
class JsonLinesIT {

    private static final Duration AS_LONG_AS = Duration.ofSeconds(8);
    private static final int FEWEST_KILLS = 3;

    @TempDir
    private Path folder;

    /** The last line of each run that was said to be on the disk. */
    private final Map<String, Integer> told = new ConcurrentHashMap<>();

    private final AtomicInteger cuts = new AtomicInteger();

    private Path file() {
        return folder.resolve("2026-03-02.jsonl");
    }

    @Test
    void writers_killed_at_any_moment_leave_whole_lines_and_all_that_they_were_told_about() throws Exception {
        long seed = System.nanoTime();
        System.out.println("JsonLinesIT: seed " + seed);
        long until = System.nanoTime() + AS_LONG_AS.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<CompletableFuture<Void>> writers = IntStream.range(0, 2)
                    .mapToObj(writer ->
                            CompletableFuture.runAsync(() -> killAgainAndAgain(writer, seed + writer, until), threads))
                    .toList();
            writers.forEach(CompletableFuture::join);
        } finally {
            threads.shutdownNow();
        }
        System.out.println("JsonLinesIT: " + told.size() + " kills, " + cuts + " of them in the middle of a line");

        new JsonLines(folder)
                .append(List.of("{\"run\":\"end\",\"n\":0}".getBytes(StandardCharsets.UTF_8)), JsonLinesWorker.NOW);

        Map<String, Integer> last = lastLines();
        assertThat(last).containsEntry("end", 0);
        assertThat(told).hasSizeGreaterThanOrEqualTo(2 * FEWEST_KILLS);
        told.forEach((run, number) -> assertThat(last.getOrDefault(run, -1))
                .as("the last line of run %s; its appending up to %s was confirmed", run, number)
                .isGreaterThanOrEqualTo(number));
    }

    /** Kills so long after so many batches as the seed says; where in the next ones that is, is left to chance. */
    private void killAgainAndAgain(int writer, long seed, long until) {
        Random random = new Random(seed);
        for (int kills = 0; kills < FEWEST_KILLS || System.nanoTime() < until; kills++) {
            String run = writer + "-" + kills;
            try (JsonLinesWorker worker = JsonLinesWorker.start(folder, run, random.nextLong(), 0)) {
                int number = -1;
                for (int batches = 1 + random.nextInt(40); batches > 0; batches--) {
                    number = worker.next();
                }
                LockSupport.parkNanos(random.nextInt(3_000_000));
                worker.kill();
                for (int more = worker.next(); more >= 0; more = worker.next()) {
                    number = more;
                }
                told.put(run, number);
                cuts.addAndGet(worker.cuts());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Of each run, whose lines must be whole, and numbered from 0 without a gap or a repetition. */
    private Map<String, Integer> lastLines() throws IOException {
        Map<String, Integer> last = new HashMap<>();
        for (String line : Files.readAllLines(file())) {
            JsonNode record = Json.mapper().readTree(line);
            String run = record.path("run").textValue();
            int number = record.path("n").intValue();
            assertThat(number).as("the next line of run %s", run).isEqualTo(last.getOrDefault(run, -1) + 1);
            last.put(run, number);
        }
        return last;
    }

    @Test
    void a_writer_waits_for_its_turn_while_another_process_writes() throws IOException {
        try (FileChannel other = FileChannel.open(file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock turn = other.lock();
            try (JsonLinesWorker worker = JsonLinesWorker.start(folder, "turn", 1, 0)) {
                worker.awaitReady();

                assertThat(worker.isSilentFor(Duration.ofMillis(500))).isTrue();

                other.write(ByteBuffer.wrap("{\"run\":\"other\",\"n\":0}\n".getBytes(StandardCharsets.UTF_8)));
                turn.release();
                assertThat(worker.next()).isNotNegative();
            }
        }
        new JsonLines(folder)
                .append(List.of("{\"run\":\"end\",\"n\":0}".getBytes(StandardCharsets.UTF_8)), JsonLinesWorker.NOW);
        assertThat(lastLines()).containsOnlyKeys("other", "turn", "end");
    }

    @Test
    void a_file_that_can_grow_no_further_holds_whole_lines_only() throws IOException {
        List<String> output;
        try (JsonLinesWorker worker = JsonLinesWorker.start(folder, "full", 1, 1024)) {
            output = worker.rest();
        }

        assertThat(output.get(output.size() - 1))
                .isEqualTo("failed " + file() + " cannot be appended to: File too large (IOException)");
        String confirmed = output.get(output.size() - 2);
        assertThat("done " + lastLines().get("full")).isEqualTo(confirmed);
        assertThat(Files.readString(file())).endsWith("}\n");
    }
}
