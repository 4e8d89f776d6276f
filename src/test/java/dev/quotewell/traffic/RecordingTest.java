package dev.quotewell.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.budget.Priority;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CacheObserver.Result;
import dev.quotewell.cache.CachePolicy;
import dev.quotewell.cache.CacheStatus.Forward;
import dev.quotewell.cache.RequestDirectives;
import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.BudgetWindow;
import dev.quotewell.yaml.ConfigurationFaultsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingTest {

    private static final Instant NOW = Instant.parse("2026-03-04T17:00:00.123Z");

    private static final CachePolicy EVERYTHING = CachePolicy.builder()
            .ttl(Duration.ofSeconds(15))
            .jitter(0.1)
            .eagerRefresh(0.75)
            .staleWhileRevalidate(Duration.ofSeconds(45))
            .staleIfError(Duration.ofHours(6))
            .negativeTtl(Duration.ofMinutes(10))
            .softTimeout(Duration.ofMillis(400))
            .hardTimeout(Duration.ofSeconds(9))
            .failureBackoff(Duration.ofSeconds(2))
            .failureBackoffMax(Duration.ofSeconds(30))
            .nearTtl(Duration.ofSeconds(5))
            .largestEntryBytes(12_345)
            .build();

    private static final ApiBudget BUDGET = new ApiBudget(
            List.of(
                    new ApiBudget.Policy(60, new BudgetWindow.Rolling(Duration.ofMinutes(1)), ApiBudget.Weight.CALL),
                    new ApiBudget.Policy(
                            800,
                            new BudgetWindow.Calendar(
                                    BudgetWindow.Unit.DAY, ZoneId.of("America/New_York"), LocalTime.of(0, 30), 1),
                            ApiBudget.Weight.SYMBOL)),
            4,
            new ApiBudget.Reserve(30, 15),
            List.of());

    static final Setup SETUP = new Setup(
            Map.of(
                    "quote",
                    new Setup.Step(EVERYTHING, "until-open", null, true, 20, List.of("finnhub", "coinbase")),
                    "bars",
                    new Setup.Step(CachePolicy.builder().build(), "PT1H", Duration.ofDays(30), false, 1, List.of())),
            Map.of(
                    "finnhub", new Setup.Source(BUDGET, true, 2),
                    "coinbase", new Setup.Source(ApiBudget.NONE, false, 1)),
            Map.of(
                    "us-shares",
                    new Setup.Schedule(
                            "0 * * * * ?",
                            "America/New_York",
                            "XNYS",
                            Duration.ofSeconds(30),
                            "quote",
                            List.of("AAPL", "BRK-B")),
                    "mine",
                    new Setup.Schedule("0 0 3 * * ?", "UTC", null, Duration.ZERO, "", List.of())),
            new Setup.BreakerRule(7, Duration.ofSeconds(20)));

    static Ask ask(String key) {
        return new Ask(
                NOW,
                new CacheKey("quote", key),
                3,
                Priority.SCHEDULED,
                "http-records",
                new RequestDirectives(true, Duration.ofSeconds(9), true),
                Result.STALE,
                Forward.REQUEST,
                "finnhub",
                Duration.ofMillis(17),
                Duration.ofSeconds(20),
                "budget-exhausted");
    }

    private static final Load LOAD = new Load(
            NOW.plusMillis(1),
            new CacheKey("quote", "AAPL"),
            Priority.BACKFILL,
            "loaded",
            "coinbase",
            Duration.ofMillis(42),
            Instant.parse("2026-03-04T16:59:59Z"),
            Duration.ofSeconds(5),
            List.of(
                    new Load.Call("finnhub", Duration.ofMillis(12), "rate-limited", Duration.ofSeconds(60)),
                    new Load.Call("coinbase", Duration.ofMillis(30), Load.ANSWERED, null)));

    @TempDir
    private Path directory;

    private Path record(Traffic... traffic) throws IOException {
        Path file = directory.resolve("recording.jsonl");
        try (TrafficRecorder recorder = TrafficRecorder.start(file, 1 << 20, "one", InstantSource.fixed(NOW), SETUP)) {
            for (Traffic each : traffic) {
                recorder.record(each);
            }
        }
        return file;
    }

    @Test
    void what_was_recorded_is_read_again_as_it_was() throws IOException {
        Recording recording = Recording.read(List.of(record(ask("AAPL"), LOAD)));

        assertThat(recording.traffic()).containsExactly(new Configured(NOW, "one", SETUP), ask("AAPL"), LOAD);
        assertThat(recording.notes()).isEmpty();
    }

    @Test
    void the_first_line_holds_the_version() throws IOException {
        Path file = record(ask("AAPL"));

        assertThat(Files.readAllLines(file).get(0))
                .isEqualTo("{\"recording\":\"quotewell\",\"version\":1,\"t\":\"2026-03-04T17:00:00.123Z\","
                        + "\"instance\":\"one\"}");
    }

    @Test
    void a_last_line_that_is_torn_is_left_out_and_told() throws IOException {
        Path file = record(ask("AAPL"), ask("MSFT"));
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - 30));

        Recording recording = Recording.read(List.of(file));

        assertThat(recording.traffic()).hasSize(2);
        assertThat(recording.notes()).containsExactly(file + ":10: the last line of a run is torn, and left out");
    }

    @Test
    void a_run_that_goes_on_after_a_torn_line_is_read_whole() throws IOException {
        Path file = record(ask("AAPL"), ask("MSFT"));
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - 30));
        record(ask("IBM"));

        Recording recording = Recording.read(List.of(file));

        assertThat(recording.traffic().stream()
                        .filter(Ask.class::isInstance)
                        .map(ask -> ((Ask) ask).key().key()))
                .containsExactly("AAPL", "IBM");
        assertThat(recording.notes()).hasSize(1);
    }

    @Test
    void recordings_of_several_instances_are_one() throws IOException {
        Path one = record(ask("AAPL"));
        Path two = Files.copy(one, directory.resolve("two.jsonl"));

        assertThat(Recording.read(List.of(one, two)).traffic()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"get":"quote"} | :1:1: found no recording, allowed is a first line with recording and version
        {"recording":"quotewell","version":2,"t":"2026-03-04T17:00:00Z","instance":"a"} | :1:1: found version 2, allowed is 1: plan with the Quotewell that recorded
        nonsense | :1:9: found no JSON, allowed is one object a line
        """)
    void what_does_not_begin_like_a_recording_is_refused(String line, String fault) throws IOException {
        Path file = Files.writeString(directory.resolve("other.jsonl"), line + "\n" + line + "\n");

        assertThatThrownBy(() -> Recording.read(List.of(file)))
                .isInstanceOfSatisfying(
                        ConfigurationFaultsException.class,
                        refused -> assertThat(refused.faults().get(0)).isEqualTo(file + fault));
    }

    @Test
    void of_another_version_no_more_is_read() throws IOException {
        Path file = record(ask("AAPL"));
        Files.writeString(file, Files.readString(file).replace("\"version\":1", "\"version\":2"));

        assertThatThrownBy(() -> Recording.read(List.of(file)))
                .isInstanceOfSatisfying(
                        ConfigurationFaultsException.class,
                        refused -> assertThat(refused.faults()).hasSize(1));
    }

    @Test
    void a_configuration_that_cannot_be_read_is_told_with_what_is_allowed() throws IOException {
        Path file = record(ask("AAPL"));
        Files.writeString(file, Files.readString(file).replace("\"symbol\"", "\"share\""));

        assertThatThrownBy(() -> Recording.read(List.of(file)))
                .hasMessageContaining("found \"share\" in weight, allowed is one of call, symbol");
    }

    @Test
    void all_faults_are_told_at_once_with_line_and_column() throws IOException {
        Path file = record(ask("AAPL"), ask("MSFT"), ask("IBM"), ask("ORCL"));
        List<String> lines = Files.readAllLines(file);
        lines.set(8, lines.get(8).replace("\"stale\"", "\"old\""));
        lines.set(9, lines.get(9).replace("\"took\":17", "\"took\":-1"));
        lines.set(10, "{\"x\":1}");
        Files.write(file, lines);

        assertThatThrownBy(() -> Recording.read(List.of(file)))
                .isInstanceOfSatisfying(
                        ConfigurationFaultsException.class,
                        refused -> assertThat(refused.faults())
                                .satisfiesExactly(
                                        first -> assertThat(first)
                                                .isEqualTo(file + ":9:"
                                                        + (lines.get(8).indexOf("\"outcome\"") + 1)
                                                        + ": found \"old\" in outcome, allowed is one of hit, stale,"
                                                        + " miss, negative, error"),
                                        second -> assertThat(second)
                                                .isEqualTo(file + ":10:"
                                                        + (lines.get(9).indexOf("\"took\"") + 1)
                                                        + ": found -1 in took, allowed is a whole number from 0 on"),
                                        third -> assertThat(third)
                                                .startsWith(file + ":11:1: found a line of no known kind")));
    }

    @Test
    void a_recording_without_any_look_up_is_refused() throws IOException {
        Path file = record();

        assertThatThrownBy(() -> Recording.read(List.of(file)))
                .isInstanceOf(ConfigurationFaultsException.class)
                .hasMessageContaining("found no look-up of a key");
        assertThatThrownBy(() -> Recording.read(List.of(directory.resolve("none.jsonl"))))
                .isInstanceOf(ConfigurationFaultsException.class)
                .hasMessageContaining("none.jsonl:1:1: cannot be read");
    }
}
