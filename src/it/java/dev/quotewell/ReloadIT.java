package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import dev.quotewell.lint.Broken;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.sample.SampleMarket;
import dev.quotewell.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators edit the files of a system that is being asked all the while. */
@TestInstance(Lifecycle.PER_CLASS)
class ReloadIT {

    private static final Path SHIPPED = Path.of("");

    private Path root;
    private final HttpClient http = HttpClient.newHttpClient();
    private EmbeddedRedis redis;
    private SampleMarket market;
    private Application application;
    private Callers callers;
    private Duration longest = Duration.ZERO;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        root = folder;
        TestTree.copy(Path.of("routes"), root.resolve("routes"));
        TestTree.copy(Path.of("config"), root.resolve("config"));
        redis = EmbeddedRedis.start(root.resolve("redis"));
        market = SampleMarket.start(0, 1, InstantSource.system());
        Map<String, String> settings = TestSettings.of(redis.uri(), market, root.resolve("data"));
        // The files say when, so that an edit of them is seen.
        settings.remove("schedule.us-shares.cron");
        application = Application.of(
                Settings.read(root.resolve("config"), "", Map.of(), settings), root.resolve("routes"), Map.of());
        application.start();
        callers = Callers.start(application.api(), List.of("AAPL", "MSFT", "KO", "IBM"));
        // What is edited is a system that serves, not one that has just been started.
        callers.awaitMore(6_000);
    }

    @AfterAll
    void stop() {
        callers.close();
        System.out.println("mistakes were told within " + longest.toMillis() + " ms; meanwhile " + callers.rate());
        application.close();
        market.close();
        redis.close();
    }

    static List<Broken> broken() {
        return Broken.all();
    }

    @ParameterizedTest
    @MethodSource("broken")
    void a_mistake_is_told_and_changes_nothing(Broken broken) throws Exception {
        int generation = configuration().path("generation").asInt();
        Map<String, Object> before = application.running();
        Callers.Count asked = callers.count();

        long began = System.nanoTime();
        broken.breakIn(root);
        Patience.until("the mistake is told", () -> configuration().has("rejected"));
        Duration told = Duration.ofNanos(System.nanoTime() - began);
        JsonNode faults = configuration().path("rejected").path("faults");
        Map<String, Object> during = application.running();
        callers.awaitMore(200);
        broken.mend(root, SHIPPED);
        reload();
        Patience.until("the mended file is taken over", () -> !configuration().has("rejected"));

        longest = told.compareTo(longest) > 0 ? told : longest;
        assertThat(faults).anySatisfy(fault -> {
            assertThat(fault.path("file").asText())
                    .isEqualTo(root.resolve(broken.toldFor()).toString());
            assertThat(fault.path("message").asText()).contains(broken.told());
            assertThat(fault.path("line").asInt()).isPositive();
        });
        // The very routes that ran before run on: none was begun anew.
        assertThat(during).isEqualTo(before);
        assertThat(application.running()).isEqualTo(before);
        assertThat(configuration().path("generation").asInt()).isEqualTo(generation);
        assertThat(callers.count().failedSince(asked)).isEmpty();
    }

    @Test
    void a_good_change_is_taken_over_and_restarts_only_its_route() throws Exception {
        int generation = configuration().path("generation").asInt();
        Callers.Count asked = callers.count();
        Map<String, Object> others = application.running();

        long began = System.nanoTime();
        edit("routes/quote.camel.yaml", "ttl: 15s", "ttl: 2h");
        Patience.until(
                "the change is taken over",
                () -> configuration().path("generation").asInt() == generation + 1);
        System.out.println("the good change ran within "
                + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms");
        callers.awaitMore(500);

        assertThat(health())
                .contains("\"UP\"", "by a change of", "quote.camel.yaml")
                .doesNotContain("not taken over");
        Map<String, Object> now = application.running();
        assertThat(now.keySet()).isEqualTo(others.keySet());
        assertThat(now.keySet()).allSatisfy(id -> {
            if (id.equals("quote")) {
                assertThat(now.get(id)).isNotSameAs(others.get(id));
            } else {
                assertThat(now.get(id)).as(id).isSameAs(others.get(id));
            }
        });
        assertThat(maxAge("ETH-USD")).isBetween(6_000, 7_200);
        assertThat(callers.count().failedSince(asked)).isEmpty();
        put("routes/quote.camel.yaml");
    }

    @Test
    void a_change_of_which_one_route_does_not_start_is_taken_back_whole() throws Exception {
        Path files = root.resolve("files");
        String reading = """
                - route:
                    id: reads-files
                    from:
                      uri: "file:%s"
                      parameters: { %s }
                      steps:
                        - log: "x"
                """;
        Path mine = Files.writeString(root.resolve("routes/mine.camel.yaml"), reading.formatted(files, "delay: 1h"));
        reload();
        int generation = configuration().path("generation").asInt();
        Map<String, Object> before = application.running();
        Callers.Count asked = callers.count();

        // The mistake comes first and goes last: at no moment is there a sound change alone for the watch to take over.
        Files.delete(files);
        Files.writeString(mine, reading.formatted(files, "startingDirectoryMustExist: true, autoCreate: false"));
        edit("routes/quote.camel.yaml", "ttl: 15s", "ttl: 2h");
        reload();
        JsonNode faults = configuration().path("rejected").path("faults");
        callers.awaitMore(200);

        assertThat(faults).singleElement().satisfies(fault -> {
            assertThat(fault.path("file").asText()).isEqualTo(mine.toString());
            assertThat(fault.path("line").asInt()).isEqualTo(2);
            assertThat(fault.path("message").asText()).contains(files.toString(), "all runs as before");
        });
        assertThat(health())
                .contains("Configuration " + generation + " runs since", "is not taken over", files.toString());
        Map<String, Object> now = application.running();
        assertThat(now.keySet()).isEqualTo(before.keySet());
        assertThat(now.keySet()).filteredOn(id -> now.get(id) != before.get(id)).containsOnly("quote", "reads-files");
        assertThat(maxAge("BTC-USD")).isLessThanOrEqualTo(15);
        assertThat(configuration().path("generation").asInt()).isEqualTo(generation);
        assertThat(callers.count().failedSince(asked)).isEmpty();

        restore("routes/quote.camel.yaml");
        Files.delete(mine);
        reload();
        assertThat(configuration().has("rejected")).isFalse();
    }

    @Test
    void what_holds_from_the_next_start_on_is_told_and_leaves_the_routes_alone() throws Exception {
        Map<String, Object> before = application.running();

        // Also a placeholder of most streams: half of them with it would lose messages to the other half.
        edit("config/application.properties", "prefix = qw:", "prefix = other:");
        reload();
        JsonNode restart = configuration().path("restart");
        Map<String, Object> during = application.running();
        restore("config/application.properties");
        reload();

        assertThat(restart)
                .singleElement()
                .satisfies(key -> assertThat(key.asText()).isEqualTo("quotewell.redis.*"));
        assertThat(during).isEqualTo(before);
        assertThat(configuration().has("restart")).isFalse();
        assertThat(application.running()).isEqualTo(before);
    }

    @Test
    void a_reload_is_answered_that_exchanges_its_own_route() throws Exception {
        int generation = configuration().path("generation").asInt();
        Object before = application.running().get("http-reload");
        Callers.Count asked = callers.count();

        edit("routes/errors.camel.yaml", "Whatever goes wrong", "What goes wrong");
        reload();

        assertThat(configuration().path("generation").asInt()).isGreaterThan(generation);
        assertThat(application.running().get("http-reload")).isNotSameAs(before);
        assertThat(callers.count().failedSince(asked)).isEmpty();
        restore("routes/errors.camel.yaml");
        reload();
    }

    private void restore(String file) throws IOException {
        Files.write(root.resolve(file), Files.readAllBytes(Path.of(file)));
    }

    private void edit(String file, String found, String instead) throws IOException {
        Path path = root.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(found);
        Files.writeString(path, text.replace(found, instead));
    }

    private void put(String file) throws Exception {
        int generation = configuration().path("generation").asInt();
        restore(file);
        Patience.until(
                "the change is taken over",
                () -> configuration().path("generation").asInt() == generation + 1);
    }

    private JsonNode configuration() throws Exception {
        return Json.mapper().readTree(get("/v1/status").body()).path("configuration");
    }

    private String health() throws IOException, InterruptedException {
        String management = application.addresses().replaceAll(".*management=(\\S+?/observe/health).*", "$1");
        return http.send(HttpRequest.newBuilder(URI.create(management)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private void reload() throws IOException, InterruptedException {
        http.send(
                HttpRequest.newBuilder(URI.create(application.api() + "/v1/reload"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Seconds; of a pair that is traded day and night, as closed markets stretch a ttl. */
    private int maxAge(String pair) throws IOException, InterruptedException {
        return Integer.parseInt(get("/v1/quote/" + pair)
                .headers()
                .firstValue("Cache-Control")
                .orElse("")
                .replace("max-age=", ""));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(application.api() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
