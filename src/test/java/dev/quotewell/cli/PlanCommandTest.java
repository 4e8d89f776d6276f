package dev.quotewell.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.budget.Priority;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CacheObserver.Result;
import dev.quotewell.cache.RequestDirectives;
import dev.quotewell.json.Json;
import dev.quotewell.plan.Catalog;
import dev.quotewell.plan.SetupFiles;
import dev.quotewell.routefile.Placeholders;
import dev.quotewell.traffic.Ask;
import dev.quotewell.traffic.Setup;
import dev.quotewell.traffic.TrafficRecorder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PlanCommandTest {

    private static final Instant BEGIN = Instant.parse("2026-03-04T17:00:00Z");
    private static final Path CONFIG = Path.of("config");

    @TempDir
    private Path directory;

    private Path recording = Path.of("");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** What ran is what ships; a key is asked for once a second for five minutes. */
    @BeforeEach
    void record() throws IOException {
        Catalog catalog = Catalog.read(CONFIG);
        Setup shipped = SetupFiles.read(
                        Path.of("routes"),
                        CONFIG.resolve("watchlists"),
                        new Placeholders(
                                Map.of(
                                        "cache.honour-request-cache-control", "true",
                                        "schedule.us-shares.cron", "0 * * * * ?"),
                                Map.of()),
                        catalog,
                        provider -> new Setup.Source(provider.apiBudget(), true, 1),
                        new Setup.BreakerRule(5, Duration.ofSeconds(30)))
                .setup();
        recording = directory.resolve("recording.jsonl");
        try (TrafficRecorder recorder =
                TrafficRecorder.start(recording, 1 << 24, "one", InstantSource.fixed(BEGIN), shipped)) {
            for (int second = 0; second < 300; second++) {
                recorder.record(new Ask(
                        BEGIN.plusSeconds(second),
                        new CacheKey("quote", "AAPL"),
                        0,
                        Priority.INTERACTIVE,
                        "http-record",
                        RequestDirectives.NONE,
                        Result.HIT,
                        null,
                        "finnhub",
                        Duration.ZERO,
                        Duration.ofSeconds(second % 15),
                        null));
            }
        }
    }

    private int run(String... arguments) {
        return new CommandLine(new PlanCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private Path changed(String from, String to) throws IOException {
        Path routes = directory.resolve("routes");
        Files.createDirectories(routes);
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(
                        routes.resolve(file.getFileName().toString()),
                        file.endsWith("quote.camel.yaml")
                                ? Files.readString(file).replace(from, to)
                                : Files.readString(file));
            }
        }
        return routes;
    }

    @Test
    void the_files_that_ran_make_no_difference() {
        int code = run("--against", recording.toString());

        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("now: what ran; change: routes and config")
                .contains("recorded: 300 look-ups, 300 hits, 0 calls")
                .contains("No difference.")
                .doesNotContain("→", "warning", "\r");
    }

    @Test
    void a_longer_ttl_costs_fewer_calls_and_is_warned_of_its_age() throws IOException {
        Path routes = changed("ttl: 15s\n", "ttl: 60s\n");

        int code = run("--against", recording.toString(), "--routes", routes.toString());

        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .containsPattern("quote +300 +\\d+ → \\d+ -\\d+%")
                .containsPattern("finnhub +2026-03-04 +\\d+ → \\d+ -\\d+%")
                .contains("warning: quote: one answer in a hundred is older than");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= TextTable.WIDEST);
    }

    @Test
    void another_cron_is_seen_in_look_ups_and_calls() throws IOException {
        Path routes = changed("ttl: 15s\n", "ttl: 15s\n");
        Path schedule = routes.resolve("schedule-us-shares.camel.yaml");
        Files.writeString(
                schedule, Files.readString(schedule).replace("{{schedule.us-shares.cron}}", "0/10 * * * * ?"));

        int code = run("--against", recording.toString(), "--routes", routes.toString());

        assertThat(code).as(err.toString()).isZero();
        // Of every minute nothing was recorded, as nothing ran.
        assertThat(out.toString()).containsPattern("quote +300 → 600 \\+100%").containsPattern("us-shares +0 → 300");
    }

    @Test
    void prints_json() throws IOException {
        Path routes = changed("ttl: 15s\n", "ttl: 60s\n");

        assertThat(run("--against", recording.toString(), "--routes", routes.toString(), "--json"))
                .isZero();
        JsonNode root = Json.mapper().readTree(out.toString());

        assertThat(root.path("difference").asBoolean()).isTrue();
        JsonNode quote = root.path("datasets").path("quote");
        assertThat(quote.path("recorded").path("lookUps").asInt()).isEqualTo(300);
        assertThat(quote.path("now").path("calls").asInt())
                .isGreaterThan(2 * quote.path("then").path("calls").asInt());
        assertThat(root.path("providers").get(0).path("provider").asText()).isEqualTo("finnhub");
        assertThat(root.path("warnings").size()).isPositive();
    }

    @Test
    void two_directories_are_compared_instead_of_what_ran() throws IOException {
        Path routes = changed("ttl: 15s\n", "ttl: 60s\n");

        assertThat(run(
                        "--against",
                        recording.toString(),
                        "--routes",
                        routes.toString(),
                        "--base-routes",
                        routes.toString(),
                        "--base-config",
                        CONFIG.toString()))
                .isZero();

        assertThat(out.toString()).contains("No difference.").contains("now: " + routes + " and config");
    }

    @Test
    void faults_of_recording_and_routes_are_told_at_once() throws IOException {
        Path routes = changed("ttl: 15s\n", "ttl: soon\n");
        List<String> lines = Files.readAllLines(recording);
        lines.set(lines.size() - 2, "{");
        Files.write(recording, lines);

        int code = run("--against", recording.toString(), "--routes", routes.toString());

        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .contains(recording + ":" + (lines.size() - 1) + ":")
                .contains("quote.camel.yaml:13:20: found soon in ttl");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void a_torn_last_line_is_told_and_the_rest_is_used() throws IOException {
        String text = Files.readString(recording);
        Files.writeString(recording, text.substring(0, text.length() - 20));

        assertThat(run("--against", recording.toString())).isZero();

        assertThat(err.toString()).contains("the last line of a run is torn, and left out");
        assertThat(out.toString()).contains("recorded: 299 look-ups");
    }

    @Test
    void wrong_use_is_told() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("--against", recording.toString(), "--base-routes", "routes"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--against", "Missing --base-config");
    }

    @Test
    void a_missing_file_is_told() {
        assertThat(run("--against", "nowhere.jsonl")).isEqualTo(1);
        assertThat(err.toString()).contains("nowhere.jsonl:1:1: cannot be read");
    }
}
