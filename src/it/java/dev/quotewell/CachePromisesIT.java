package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.sample.Mode;
import dev.quotewell.sample.SampleMarket;
import dev.quotewell.settings.Settings;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers are promised of the cache whatever happens, kept by whole instances on one real Redis. */
class CachePromisesIT {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> PROVIDERS = List.of("finnhub", "alphavantage", "frankfurter", "coinbase");

    private static final List<Application> instances = new ArrayList<>();
    private static SampleMarket market;
    private static EmbeddedRedis server;
    private static RedisClient client;
    private static RedisCommands<String, String> redis;
    private static String redisProcess;
    private static Path data;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        data = Files.createDirectories(directory.resolve("data"));
        market = SampleMarket.start(0, 1, InstantSource.system());
        server = EmbeddedRedis.start(directory.resolve("redis"));
        client = RedisClient.create(RedisURI.create(server.uri()));
        redis = client.connect().sync();
        redisProcess = redis.info("server")
                .lines()
                .filter(line -> line.startsWith("process_id:"))
                .map(line -> line.substring("process_id:".length()).strip())
                .findFirst()
                .orElseThrow();
        instances.add(instance(Map.of()));
        instances.add(instance(Map.of()));
        instances.add(instance(Map.of()));
    }

    private static Application instance(Map<String, String> more) {
        Map<String, String> settings = TestSettings.of(server.uri(), market, data);
        settings.putAll(more);
        Application application =
                Application.of(Settings.read(Path.of("config"), "", Map.of(), settings), Path.of("routes"), Map.of());
        application.start();
        return application;
    }

    @AfterAll
    static void stop() {
        instances.forEach(Application::close);
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        server.close();
        market.close();
    }

    @AfterEach
    void calm() {
        market.reset();
    }

    private static HttpRequest.Builder request(int instance, String path) {
        return request(instances.get(instance), path);
    }

    private static HttpRequest.Builder request(Application application, String path) {
        return HttpRequest.newBuilder(URI.create(application.api() + path)).timeout(PATIENCE);
    }

    private static CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return HTTP.sendAsync(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(int instance, String path, String... headers) {
        HttpRequest.Builder request = request(instance, path);
        return send(headers.length == 0 ? request : request.headers(headers)).join();
    }

    private static String status(HttpResponse<?> response) {
        return response.headers().firstValue("Cache-Status").orElse("");
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return Json.mapper().readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(response.body(), e);
        }
    }

    private static void allProviders(Mode mode) {
        PROVIDERS.forEach(provider -> market.mode(provider, mode));
    }

    private static long calls() {
        return PROVIDERS.stream().mapToLong(market::calls).sum();
    }

    /** Of a load that outlived its test nothing is counted. */
    private static long callsFor(String symbol) {
        return PROVIDERS.stream()
                .mapToLong(provider -> market.calls(provider, symbol))
                .sum();
    }

    /** Asks again and again, for a bounded time. */
    private static void await(String what, BooleanSupplier reached) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain until " + what).isLessThan(until);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void signal(String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, redisProcess)
                        .start()
                        .waitFor(10, TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void a_thousand_callers_of_three_instances_on_one_cold_key_cost_one_upstream_call_and_all_get_its_answer() {
        market.mode("finnhub", Mode.SLOW, Duration.ofMillis(500));

        List<CompletableFuture<HttpResponse<String>>> callers = IntStream.range(0, 1000)
                .mapToObj(caller -> send(request(caller % 3, "/v1/quote/INTC")))
                .toList();

        assertThat(callers)
                .allSatisfy(caller -> assertThat(caller.join().statusCode()).isEqualTo(200));
        assertThat(callers.stream().map(caller -> caller.join().body()).distinct())
                .hasSize(1);
        assertThat(callsFor("INTC")).isEqualTo(1);
    }

    @Test
    void a_slow_provider_does_not_slow_hits() {
        get(0, "/v1/quote/AAPL");
        allProviders(Mode.HANG);
        List<CompletableFuture<HttpResponse<String>>> misses = IntStream.range(0, 500)
                .mapToObj(i -> send(request(0, "/v1/quote/" + "Y" + (char) ('A' + i / 26) + (char) ('A' + i % 26))))
                .toList();
        await("the loads hang", () -> calls() >= 32);

        for (int hit = 0; hit < 100; hit++) {
            assertThat(get(0, "/v1/quote/AAPL").statusCode()).isEqualTo(200);
        }

        assertThat(misses).noneMatch(CompletableFuture::isDone);
        market.reset();
        assertThat(misses)
                .allSatisfy(miss -> assertThat(miss.join().statusCode()).isIn(200, 404, 503));
    }

    @Test
    void beyond_the_waiting_line_callers_are_told_to_come_back() {
        try (Application small = instance(
                Map.of("camel.component.cache-aside.loads", "2", "camel.component.cache-aside.waiting-loads", "3"))) {
            allProviders(Mode.HANG);
            List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, 20)
                    .mapToObj(i -> send(request(small, "/v1/fx/EUR" + currency(i))))
                    .toList();

            await(
                    "those beyond the line are refused",
                    () -> all.stream().filter(CompletableFuture::isDone).count() == 15);
            HttpResponse<String> refused = all.stream()
                    .filter(CompletableFuture::isDone)
                    .findFirst()
                    .orElseThrow()
                    .join();
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(json(refused).path("type").textValue()).isEqualTo("unavailable");
            market.reset();
            all.forEach(CompletableFuture::join);
        }
    }

    private static String currency(int number) {
        return "X" + (char) ('A' + number) + "Z";
    }

    @Test
    void Redis_that_hangs_makes_no_answer_fail_and_callers_share_direct_loads() throws Exception {
        get(0, "/v1/quote/KO");
        get(0, "/v1/quote/KO");
        market.reset();
        signal("STOP");
        try {
            for (int hit = 0; hit < 50; hit++) {
                assertThat(get(0, "/v1/quote/KO").statusCode()).isEqualTo(200);
            }
            List<CompletableFuture<HttpResponse<String>>> callers = IntStream.range(0, 200)
                    .mapToObj(caller -> send(request(0, "/v1/quote/DIS")))
                    .toList();
            assertThat(callers)
                    .allSatisfy(caller -> assertThat(caller.join().statusCode()).isEqualTo(200));
            assertThat(market.calls("finnhub", "DIS")).isLessThanOrEqualTo(2);
            // What Redis could not take is a hit all the same.
            assertThat(status(get(0, "/v1/quote/DIS"))).startsWith("quotewell; hit");
        } finally {
            signal("CONT");
        }

        for (int i = 0; i < instances.size(); i++) {
            int instance = i;
            await(
                    "instance " + i + " uses Redis again",
                    () -> status(get(instance, "/v1/quote/JNJ", "Cache-Control", "no-cache"))
                            .contains("stored"));
        }
    }

    @Test
    void a_copy_never_outlives_a_change_that_another_instance_made() {
        get(0, "/v1/quote/ORCL");
        get(1, "/v1/quote/ORCL");
        String before = get(1, "/v1/quote/ORCL").body();
        assertThat(get(0, "/v1/quote/ORCL").body()).isEqualTo(before);

        send(request(0, "/v1/entries?dataset=quote&key=ORCL").DELETE()).join();

        await(
                "the other instance has dropped its copy",
                () -> status(get(1, "/v1/quote/ORCL", "Cache-Control", "only-if-cached"))
                        .contains("not-cached"));
    }

    @Test
    void entries_are_evicted_by_tag_on_all_instances_and_nothing_else_is() {
        get(0, "/v1/quote/IBM");
        get(0, "/v1/bars/IBM?interval=1d&from=2026-01-02&to=2026-03-31");
        get(0, "/v1/quote/JPM");

        HttpResponse<String> evicted =
                send(request(0, "/v1/entries?tag=symbol:IBM").DELETE()).join();

        assertThat(evicted.statusCode()).isEqualTo(200);
        assertThat(evicted.body()).isEqualTo("{\"evicted\":2}");
        assertThat(redis.keys("qw:*:IBM*")).isEmpty();
        assertThat(redis.keys("qw:quote:JPM:*")).hasSize(1);
    }

    @Test
    void what_cannot_be_evicted_is_told() {
        assertThat(send(request(0, "/v1/entries").DELETE()).join().statusCode()).isEqualTo(400);
        assertThat(send(request(0, "/v1/entries?dataset=weather").DELETE())
                        .join()
                        .statusCode())
                .isEqualTo(404);
        assertThat(send(request(0, "/v1/entries?tag=color:red").DELETE()).join().statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_caller_may_ask_for_nothing_cached_and_for_nothing_but_the_cache() {
        HttpResponse<String> cold = get(0, "/v1/quote/NVDA", "Cache-Control", "only-if-cached");
        assertThat(cold.statusCode()).isEqualTo(504);
        assertThat(json(cold).path("type").textValue()).isEqualTo("not-cached");
        assertThat(status(cold)).isEqualTo("quotewell; fwd=miss; detail=not-cached");
        assertThat(callsFor("NVDA")).isZero();
        get(0, "/v1/quote/NVDA");

        HttpResponse<String> anew = get(0, "/v1/quote/NVDA", "Cache-Control", "no-cache");

        assertThat(status(anew)).startsWith("quotewell; fwd=request; stored");
        assertThat(callsFor("NVDA")).isEqualTo(2);
    }

    @Test
    void a_thousand_keys_are_answered_in_one_request_in_their_order() {
        List<String> keys = new ArrayList<>(List.of("AAPL", "MSFT"));
        IntStream.range(0, 998)
                .forEach(i -> keys.add(
                        "Z" + (char) ('A' + i / 26 / 26) + (char) ('A' + i / 26 % 26) + (char) ('A' + i % 26)));

        HttpResponse<String> response = get(0, "/v1/quote?keys=" + String.join(",", keys));

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode results = json(response).path("results");
        assertThat(results.findValuesAsText("key")).isEqualTo(keys);
        assertThat(results.get(0).path("status").intValue()).isEqualTo(200);
    }

    @Test
    void a_record_that_still_holds_is_renewed_by_the_provider_without_a_body_and_without_an_event() {
        HttpResponse<String> first = get(0, "/v1/fx/EURUSD");
        String name = redis.keys("qw:fx:EURUSD:{*}").get(0);
        assertThat(redis.get(name)).contains("\"etag\"");
        await("the event of the record is out", () -> events("EURUSD") == 1);

        HttpResponse<String> again = get(0, "/v1/fx/EURUSD", "Cache-Control", "no-cache");

        assertThat(status(again)).startsWith("quotewell; fwd=request; stored");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(market.calls("frankfurter")).isEqualTo(2);
        get(0, "/v1/fx/USDJPY");
        await("a later event is out", () -> events("USDJPY") == 1);
        assertThat(events("EURUSD")).isEqualTo(1);
    }

    private static long events(String subject) {
        return redis.xrange("qw:events", Range.unbounded()).stream()
                .filter(event -> event.getBody().toString().contains("\"subject\":\"" + subject + "\""))
                .count();
    }
}
