package dev.quotewell.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class JsonLinesTest {

    private static final Instant NOW = Instant.parse("2026-03-02T23:59:59.999Z");

    @TempDir
    private Path folder;

    private static List<byte[]> records(String... records) {
        return Arrays.stream(records)
                .map(record -> record.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private Path file() {
        return folder.resolve("2026-03-02.jsonl");
    }

    @Test
    void each_record_is_a_line_after_those_before_it() throws IOException {
        JsonLines lines = new JsonLines(folder.resolve("deep/events"));

        lines.append(records("{\"n\":1}", "{\"city\":\"São Paulo\"}"), NOW);
        lines.append(records("{\"n\":3}"), NOW);

        assertThat(folder.resolve("deep/events/2026-03-02.jsonl"))
                .hasContent("{\"n\":1}\n{\"city\":\"São Paulo\"}\n{\"n\":3}\n");
    }

    @Test
    void a_day_has_its_own_file_by_the_moment_of_writing_in_UTC() {
        JsonLines lines = new JsonLines(folder);

        lines.append(records("1"), NOW);
        lines.append(records("2"), NOW.plusMillis(1));

        assertThat(file()).hasContent("1\n");
        assertThat(folder.resolve("2026-03-03.jsonl")).hasContent("2\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8190, 8191, 8192, 8193, 20_000})
    void what_a_killed_writer_left_of_a_line_is_gone_before_the_next_line(int whole) throws IOException {
        String before = "x".repeat(whole) + "\n";
        for (int torn : new int[] {1, 8191, 8192, 8193, 30_000}) {
            Files.writeString(file(), before + "y".repeat(torn));

            new JsonLines(folder).append(records("{\"n\":1}"), NOW);

            assertThat(Files.readString(file())).isEqualTo(before + "{\"n\":1}\n");
        }
    }

    @Test
    void a_first_line_that_was_never_finished_is_gone_too() {
        JsonLines lines = new JsonLines(folder);
        assertThatThrownBy(() -> unfinished().append(records("{\"n\":1}"), NOW)).isInstanceOf(Killed.class);
        assertThat(file()).content().doesNotEndWith("\n");

        lines.append(records("{\"n\":1}"), NOW);

        assertThat(file()).hasContent("{\"n\":1}\n");
    }

    private static final class Killed extends RuntimeException {}

    /** Ends in the middle of its line, and has no chance to tidy up. */
    private JsonLines unfinished() {
        return new JsonLines(folder, channel -> {
            channel.truncate(channel.size() - 3);
            throw new Killed();
        });
    }

    @Test
    void a_batch_is_brought_onto_the_disk_once_after_its_last_byte() throws IOException {
        List<Long> forcedAt = new ArrayList<>();
        JsonLines lines = new JsonLines(folder, channel -> {
            channel.force(false);
            forcedAt.add(channel.size());
        });

        lines.append(records("{\"n\":1}", "{\"n\":2}"), NOW);
        lines.append(records("{\"n\":3}"), NOW);

        assertThat(forcedAt).containsExactly(16L, 24L);
    }

    @Test
    void what_did_not_reach_the_disk_is_told_with_file_and_reason_and_taken_back() {
        JsonLines lines = new JsonLines(folder);
        lines.append(records("{\"n\":1}"), NOW);
        JsonLines broken = new JsonLines(folder, channel -> {
            throw new IOException("No space left on device");
        });

        assertThatThrownBy(() -> broken.append(records("{\"n\":2}"), NOW))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(file() + " cannot be appended to: No space left on device (IOException)");

        assertThat(file()).hasContent("{\"n\":1}\n");
    }

    @Test
    void a_file_that_cannot_be_opened_is_told_with_the_reason() throws IOException {
        Files.createDirectory(file());

        assertThatThrownBy(() -> new JsonLines(folder).append(records("1"), NOW))
                .hasMessage(file() + " cannot be appended to: Is a directory (FileSystemException)");
    }

    @Test
    void a_line_break_in_a_record_does_not_break_its_line() {
        new JsonLines(folder).append(records("{\r\n \"n\":1\n}"), NOW);

        assertThat(file()).hasContent("{   \"n\":1 }\n");
    }

    @Test
    void writers_of_one_process_never_mix_or_lose_lines() throws Exception {
        int writers = 4;
        int batches = 50;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<CompletableFuture<Void>> done = IntStream.range(0, writers)
                    .mapToObj(writer -> CompletableFuture.runAsync(() -> write(writer, batches), threads))
                    .toList();
            done.forEach(CompletableFuture::join);
        } finally {
            threads.shutdownNow();
        }

        List<String> lines = Files.readAllLines(file());
        assertThat(lines).hasSize(writers * batches * 2);
        for (int writer = 0; writer < writers; writer++) {
            String prefix = "w" + writer + "-";
            assertThat(lines)
                    .filteredOn(line -> line.startsWith(prefix))
                    .containsExactlyElementsOf(IntStream.range(0, batches * 2)
                            .mapToObj(n -> prefix + n)
                            .toList());
        }
    }

    private void write(int writer, int batches) {
        JsonLines lines = new JsonLines(folder);
        for (int n = 0; n < batches * 2; n += 2) {
            lines.append(records("w" + writer + "-" + n, "w" + writer + "-" + (n + 1)), NOW);
        }
    }
}
