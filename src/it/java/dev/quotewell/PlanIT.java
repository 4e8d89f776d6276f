package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.cli.PlanCommand;
import dev.quotewell.json.Json;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.sample.Mode;
import dev.quotewell.sample.SampleMarket;
import dev.quotewell.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A real run on the sample market is recorded, and the plan of the configuration that ran is held against it. */
@TestInstance(Lifecycle.PER_CLASS)
class PlanIT {

    private static final String PLANTED = "planted-secret-7f3c";
    private static final int REQUESTS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Without the calendar: the test does not know on which day it runs. */
    private static final List<String> SYMBOLS =
            List.of("BTC-USD", "ETH-USD", "SOL-USD", "ADA-USD", "DOGE-USD", "LTC-USD", "XYZ-USD");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Path config = Path.of("");
    private Path routes = Path.of("");
    private Path recording = Path.of("");
    private String metrics = "";

    @BeforeAll
    void run(@TempDir Path directory) throws IOException, InterruptedException {
        config = directory.resolve("config");
        routes = directory.resolve("routes");
        recording = directory.resolve("traffic/recording.jsonl");
        TestTree.copy(Path.of("config"), config);
        TestTree.copy(Path.of("routes"), routes);
        Path quote = routes.resolve("quote.camel.yaml");
        Files.writeString(
                quote,
                Files.readString(quote)
                        .replace("ttl: 15s\n", "ttl: 1s\n")
                        .replaceAll("ttlWhenClosed: .*", "eagerRefresh: 0")
                        .replace("staleWhileRevalidate: 45s", "staleWhileRevalidate: 200ms")
                        .replace("negativeTtl: 10m", "negativeTtl: 2s"));
        Path schedule = routes.resolve("schedule-us-shares.camel.yaml");
        Files.writeString(
                schedule,
                Files.readString(schedule)
                        .replace("{{schedule.us-shares.cron}}", "* * * * * ?")
                        .replaceAll("onlyInSession: .*", "overlap: queue")
                        .replaceAll("overlap: skip|spread: .*", ""));
        Files.writeString(config.resolve("watchlists/us-shares.yaml"), "dataset: fx\nkeys: [EURUSD, EURBRL]\n");
        try (SampleMarket market = SampleMarket.start(0, 1, InstantSource.system());
                EmbeddedRedis redis = EmbeddedRedis.start(directory.resolve("redis"))) {
            Map<String, String> settings =
                    new HashMap<>(TestSettings.of(redis.uri(), market, directory.resolve("data")));
            settings.put("quotewell.recording.file", recording.toString());
            StringBuilder properties = new StringBuilder(Files.readString(config.resolve("application.properties")));
            settings.forEach((key, value) ->
                    properties.append(key).append(" = ").append(value).append('\n'));
            Files.writeString(config.resolve("application.properties"), properties);
            Map<String, String> environment = Map.of("FINNHUB_API_KEY", PLANTED, "TWELVEDATA_API_KEY", PLANTED);
            try (Application application =
                    Application.of(Settings.read(config, "", environment, Map.of()), routes, environment)) {
                application.start();
                ask(application, market);
                metrics = get(URI.create(application.addresses().replaceAll(".*management=(\\S+)/observe.*", "$1")
                                + "/observe/metrics"))
                        .body();
            }
        }
    }

    /** Some symbols more often than others; the provider of all of them fails for a while. */
    private void ask(Application application, SampleMarket market) throws InterruptedException, IOException {
        // Of a provider that gets a key with each call.
        get(URI.create(application.api() + "/v1/quote/AAPL"));
        Random random = new Random(7);
        for (int i = 0; i < REQUESTS; i++) {
            if (i == REQUESTS / 2) {
                market.mode("coinbase", Mode.FAIL);
            } else if (i == REQUESTS / 2 + REQUESTS / 10) {
                market.mode("coinbase", Mode.NORMAL);
            }
            String symbol = SYMBOLS.get(Math.min(random.nextInt(SYMBOLS.size()), random.nextInt(SYMBOLS.size())));
            get(URI.create(application.api() + "/v1/quote/" + symbol));
            LockSupport.parkNanos(Duration.ofMillis(3).toNanos());
        }
    }

    private HttpResponse<String> get(URI uri) throws InterruptedException, IOException {
        return http.send(
                HttpRequest.newBuilder(uri)
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + PLANTED)
                        .header("X-Api-Key", PLANTED)
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode plan(String... arguments) throws IOException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(new PlanCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        assertThat(code).as(err.toString()).isZero();
        return Json.mapper().readTree(out.toString());
    }

    private JsonNode plan(Path changedRoutes) throws IOException {
        return plan(
                "--against",
                recording.toString(),
                "--config",
                config.toString(),
                "--routes",
                changedRoutes.toString(),
                "--json");
    }

    @Test
    void the_configuration_that_ran_comes_to_what_was_recorded() throws IOException {
        JsonNode plan = plan(routes);

        JsonNode recorded = plan.path("datasets").path("quote").path("recorded");
        JsonNode simulated = plan.path("datasets").path("quote").path("now");
        assertThat(plan.path("difference").asBoolean()).as(plan.toString()).isFalse();
        assertThat(recorded.path("lookUps").asInt()).isEqualTo(REQUESTS + 1);
        assertThat(simulated.path("lookUps").asInt()).isEqualTo(REQUESTS + 1);
        assertThat(recorded.path("calls").asInt()).isGreaterThan(20);
        // What was drawn at random, the jitter, is drawn anew: a tenth of the calls, a fiftieth of the hits.
        assertThat(simulated.path("calls").asDouble())
                .as(plan.toString())
                .isCloseTo(
                        recorded.path("calls").asDouble(),
                        within(0.1 * recorded.path("calls").asDouble()));
        assertThat(simulated.path("hits").asInt())
                .as(plan.toString())
                .isCloseTo(recorded.path("hits").asInt(), within(REQUESTS / 50));
        assertThat(simulated.path("errors").asInt())
                .as(plan.toString())
                .isCloseTo(recorded.path("errors").asInt(), within(REQUESTS / 50));
    }

    @Test
    void half_the_ttl_is_seen_to_cost_more_calls(@TempDir Path changed) throws IOException {
        TestTree.copy(routes, changed);
        Path quote = changed.resolve("quote.camel.yaml");
        Files.writeString(quote, Files.readString(quote).replace("ttl: 1s\n", "ttl: 500ms\n"));

        JsonNode plan = plan(changed);

        JsonNode both = plan.path("datasets").path("quote");
        assertThat(plan.path("difference").asBoolean()).isTrue();
        assertThat(both.path("then").path("calls").asDouble())
                .isGreaterThan(1.3 * both.path("now").path("calls").asDouble());
        // Most look-ups come while a stale record may still be served: they hit as before, on younger records.
        assertThat(both.path("then").path("ageP50").asInt())
                .isLessThan(both.path("now").path("ageP50").asInt());
    }

    @Test
    void without_the_schedule_its_look_ups_are_gone_and_those_of_people_are_not(@TempDir Path changed)
            throws IOException {
        TestTree.copy(routes, changed);
        Files.delete(changed.resolve("schedule-us-shares.camel.yaml"));

        JsonNode plan = plan(changed);

        JsonNode ofSchedule = plan.path("schedules").path("us-shares");
        assertThat(ofSchedule.path("now").asInt()).as(plan.toString()).isGreaterThanOrEqualTo(4);
        assertThat(ofSchedule.path("then").asInt()).isZero();
        assertThat(plan.path("datasets").path("fx").path("then").path("lookUps").asInt())
                .isZero();
        assertThat(plan.path("datasets")
                        .path("quote")
                        .path("then")
                        .path("lookUps")
                        .asInt())
                .isEqualTo(REQUESTS + 1);
    }

    @Test
    void a_recording_holds_no_secret_no_payload_and_no_address() throws IOException {
        String text = Files.readString(recording);

        assertThat(text)
                .contains(
                        "\"get\":\"quote\"",
                        "\"load\":\"quote\"",
                        "\"provider\":\"coinbase\"",
                        "\"provider\":\"finnhub\"")
                .doesNotContain(PLANTED, "://", "price", "Bearer", "127.0.0.1");
        assertThat(metrics).contains("quotewell_recording_dropped 0.0").contains("quotewell_recording_bytes");
    }
}
