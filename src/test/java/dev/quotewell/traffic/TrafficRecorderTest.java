package dev.quotewell.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrafficRecorderTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-04T17:00:00Z"));

    @TempDir
    private Path directory;

    @Test
    void the_recording_ends_at_its_limit_with_whole_lines() throws IOException {
        Path file = directory.resolve("logs/recording.jsonl");
        int limit = 10_000;

        try (TrafficRecorder recorder = TrafficRecorder.start(file, limit, "one", CLOCK, RecordingTest.SETUP)) {
            for (int i = 0; i < 200; i++) {
                recorder.record(RecordingTest.ask("AAPL"));
            }
        }

        assertThat(Files.size(file)).isLessThanOrEqualTo(limit).isGreaterThan(limit - 500);
        assertThat(Recording.read(List.of(file)).notes()).isEmpty();
    }

    @Test
    void what_is_there_stays_and_counts() throws IOException {
        Path file = directory.resolve("recording.jsonl");
        for (int run = 0; run < 2; run++) {
            try (TrafficRecorder recorder = TrafficRecorder.start(file, 1 << 20, "one", CLOCK, RecordingTest.SETUP)) {
                recorder.record(RecordingTest.ask("AAPL"));
                assertThat(recorder.isRecording()).isTrue();
            }
        }

        assertThat(Recording.read(List.of(file)).traffic()).hasSize(4);
    }

    @Test
    void what_comes_too_fast_is_dropped_and_counted_instead_of_waiting() throws IOException {
        try (TrafficRecorder nobodyWrites =
                TrafficRecorder.open(directory.resolve("slow.jsonl"), 1 << 20, "one", CLOCK, 10)) {
            for (int i = 0; i < 25; i++) {
                nobodyWrites.record(RecordingTest.ask("AAPL"));
            }

            assertThat(nobodyWrites.dropped()).isEqualTo(15);
        }
    }
}
