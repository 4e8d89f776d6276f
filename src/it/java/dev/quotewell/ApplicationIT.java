package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.client.Datum;
import dev.quotewell.client.MarketData;
import dev.quotewell.client.MarketDataException;
import dev.quotewell.json.Json;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.sample.Mode;
import dev.quotewell.sample.SampleMarket;
import dev.quotewell.settings.Settings;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole application as it ships, two instances on one real Redis, in front of the sample market. */
class ApplicationIT {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * On a slow machine the stale record comes before the providers have failed, and who asks until then shares that
     * load.
     */
    private static final String WHILE_THEY_FAIL = "quotewell; fwd=stale; ttl=-36\\d\\d;"
            + " (detail=soft-timeout|collapsed; detail=(soft-timeout|provider-failed))";

    private static SampleMarket market;
    private static EmbeddedRedis server;
    private static RedisClient client;
    private static StatefulRedisConnection<String, String> connection;
    private static RedisCommands<String, String> redis;
    private static Application one;
    private static Application two;
    private static Path data;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        data = Files.createDirectories(directory.resolve("data"));
        market = SampleMarket.start(0, 1, InstantSource.system());
        server = EmbeddedRedis.start(directory.resolve("redis"));
        client = RedisClient.create(RedisURI.create(server.uri()));
        connection = client.connect();
        redis = connection.sync();
        one = application();
        two = application();
    }

    private static Application application() {
        Map<String, String> settings = TestSettings.of(server.uri(), market, data);
        Application application =
                Application.of(Settings.read(Path.of("config"), "", Map.of(), settings), Path.of("routes"), Map.of());
        application.start();
        return application;
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        server.close();
        market.close();
    }

    @AfterEach
    void calm() {
        market.reset();
    }

    private static HttpResponse<String> get(Application application, String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(application.api() + path)).timeout(PATIENCE);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> get(String path, String... headers) {
        return get(one, path, headers);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /** Waits for an entry to come into a stream; Redis itself does the waiting. */
    private static JsonNode awaited(String stream, String field, Predicate<JsonNode> wanted) {
        String from = "0-0";
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            @SuppressWarnings("unchecked") // Lettuce takes the offsets as a generic array.
            List<StreamMessage<String, String>> entries = redis.xread(
                    io.lettuce.core.XReadArgs.Builder.block(Duration.ofMillis(500)),
                    io.lettuce.core.XReadArgs.StreamOffset.from(stream, from));
            for (StreamMessage<String, String> entry : entries) {
                from = entry.getId();
                JsonNode body = field.equals("*")
                        ? Json.mapper().valueToTree(entry.getBody())
                        : json(entry.getBody().getOrDefault(field, "{}"));
                if (wanted.test(body)) {
                    return body;
                }
            }
        }
        throw new AssertionError("Nothing such came into " + stream);
    }

    private static void request(String body) {
        redis.xadd("qw:requests", Map.of("body", body));
    }

    private static void expire(String dataset, String key) {
        // As if time had passed: the entry is rewritten as one that was loaded an hour ago.
        String name = redis.keys("qw:" + dataset + ":" + key + ":{*}").get(0);
        String aged = redis.get(name)
                .replaceAll("\"(loadedAt|freshUntil)\":\\d+", "\"$1\":" + (System.currentTimeMillis() - 3_600_000));
        redis.set(name, aged, io.lettuce.core.SetArgs.Builder.keepttl());
    }

    @Test
    void the_first_request_is_a_miss_and_the_next_a_hit_with_the_same_record() {
        HttpResponse<String> first = get("/v1/quote/ETH-USD");
        HttpResponse<String> second = get(two, "/v1/quote/ETH-USD");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(header(first, "Cache-Status")).startsWith("quotewell; fwd=miss; stored; ttl=1");
        assertThat(header(second, "Cache-Status")).startsWith("quotewell; hit; ttl=1");
        assertThat(header(second, "Cache-Control")).matches("max-age=1\\d");
        assertThat(header(second, "Age")).matches("\\d+");
        assertThat(header(second, "Content-Type")).startsWith("application/json");
        assertThat(second.body()).isEqualTo(first.body());
        JsonNode record = json(first.body());
        assertThat(record.path("symbol").textValue()).isEqualTo("ETH-USD");
        assertThat(record.path("provider").textValue()).isEqualTo("coinbase");
        assertThat(record.path("price").decimalValue()).isPositive();
        assertThat(market.calls("coinbase")).isEqualTo(1);
    }

    @Test
    void each_provider_is_told_with_its_calls_and_with_those_that_the_cache_saved() {
        JsonNode before = json(get("/v1/providers/coinbase").body());
        get("/v1/quote/SOL-USD");
        get("/v1/quote/SOL-USD");

        HttpResponse<String> all = get("/v1/providers");

        assertThat(all.statusCode()).isEqualTo(200);
        assertThat(header(all, "Content-Type")).startsWith("application/json");
        JsonNode providers = json(all.body()).path("providers");
        assertThat(providers.findValuesAsText("name")).contains("alphavantage", "coinbase", "ecb", "finnhub");
        JsonNode after = found(providers, "coinbase");
        assertThat(after.path("calls").longValue())
                .isEqualTo(before.path("calls").longValue() + 1);
        assertThat(after.path("saved").longValue())
                .isEqualTo(before.path("saved").longValue() + 1);
        assertThat(after.path("breaker").textValue()).isEqualTo("closed");
        assertThat(after.path("budget").path("state").textValue()).isEqualTo("no-limit");
        assertThat(found(providers, "ecb").path("disabledWhy").textValue())
                .isEqualTo("quotewell.upstream.providers does not name it");
    }

    private static JsonNode found(JsonNode providers, String name) {
        for (JsonNode provider : providers) {
            if (provider.path("name").asText().equals(name)) {
                return provider;
            }
        }
        throw new AssertionError("There is no " + name);
    }

    @Test
    void what_is_cached_is_listed_shown_and_counted_and_counts_for_nothing_itself() {
        JsonNode before = cached("quote");
        get("/v1/quote/BARC.L");
        get("/v1/quote/BARC.L");
        get("/v1/quote/BP.L");

        JsonNode listed =
                json(get("/v1/entries?dataset=quote&match=B*.L").body()).path("entries");
        JsonNode shown = json(get("/v1/entries?dataset=quote&key=BARC.L").body())
                .path("entries")
                .path(0);
        JsonNode after = cached("quote");

        assertThat(listed.findValuesAsText("key")).containsExactly("BARC.L", "BP.L");
        assertThat(shown.path("state").asText()).isEqualTo("fresh");
        assertThat(shown.path("record").path("symbol").asText()).isEqualTo("BARC.L");
        assertThat(more("/entries", before, after)).isEqualTo(2);
        assertThat(more("/answers/miss", before, after)).isEqualTo(2);
        assertThat(more("/answers/hit", before, after)).isEqualTo(1);
        assertThat(after.path("bytes").longValue())
                .isGreaterThan(before.path("bytes").longValue());
    }

    private static long more(String field, JsonNode before, JsonNode after) {
        return after.at(field).longValue() - before.at(field).longValue();
    }

    private static JsonNode cached(String dataset) {
        for (JsonNode one : json(get("/v1/cache").body()).path("datasets")) {
            if (one.path("dataset").asText().equals(dataset)) {
                return one;
            }
        }
        throw new AssertionError(dataset + " is not told");
    }

    @Test
    void a_Java_program_asks_by_the_client() {
        MarketData market = MarketData.at(one.api());

        Datum asked = market.quote("XOM");
        Map<String, Datum> both = market.get("quote", List.of("NOSUCH", "XOM"));

        assertThat(asked.record().path("symbol").asText()).isEqualTo("XOM");
        assertThat(both.keySet()).containsExactly("XOM");
        assertThat(both.get("XOM")).extracting(Datum::record).isEqualTo(asked.record());
        assertThatThrownBy(() -> market.quote("NOSUCH"))
                .isInstanceOfSatisfying(
                        MarketDataException.class,
                        problem -> assertThat(problem.type()).isEqualTo("unknown-symbol"));
    }

    @Test
    void a_caller_who_has_the_record_already_gets_no_body() {
        String tag = header(get("/v1/quote/IBM"), "ETag");

        HttpResponse<String> again = get("/v1/quote/IBM", "If-None-Match", "\"other\", W/" + tag);

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "ETag")).isEqualTo(tag);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/fx/EURUSD",
                "/v1/bars/AAPL?interval=1d&from=2026-01-02&to=2026-03-31",
                "/v1/quote/BTC-USD",
                "/v1/quote/BRK-B"
            })
    void answers_for_every_dataset(String path) {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(json(response.body()).path("asOf").isTextual()).isTrue();
    }

    @Test
    void many_keys_get_a_result_each_in_the_order_asked() {
        HttpResponse<String> response = get("/v1/quote?keys=NFLX,NOSUCH,aapl,V");

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode results = json(response.body()).path("results");
        assertThat(results.findValuesAsText("key")).contains("NFLX", "NOSUCH", "aapl", "V");
        assertThat(results.get(0).path("record").path("symbol").textValue()).isEqualTo("NFLX");
        assertThat(results.get(1).path("status").intValue()).isEqualTo(404);
        assertThat(results.get(1).path("problem").path("type").textValue()).isEqualTo("unknown-symbol");
        assertThat(results.get(2).path("problem").path("type").textValue()).isEqualTo("invalid-key");
        assertThat(results.get(3).path("status").intValue()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/quote/NOSUCH,                         404, unknown-symbol",
        "/v1/weather/AAPL,                         404, unknown-dataset",
        "/v1/weather?keys=AAPL,                    404, unknown-dataset",
        "/v1/quote/aapl,                           400, invalid-key",
        "/v1/quote/..%2F..%2Fetc,                  400, invalid-key",
        "/v1/quote/AAPL%0D%0AX:1,                  400, invalid-key",
        "/v1/quote/AAPL?interval=1d,               400, invalid-key",
        "/v1/bars/AAPL?interval=1d&from=2026-01-02, 400, invalid-key",
        "/v1/quote,                                400, invalid-request",
        "/v1/quote?keys=,                          400, invalid-request",
        "/v1/providers/nosuch,                     404, unknown-provider",
        "/v1/providers?of=AAPL,                    400, invalid-request",
        "/nothing/here,                            404, not-found",
        "/,                                        404, not-found",
    })
    void every_error_is_a_problem_and_calls_nobody_twice(String path, int status, String type) {
        HttpResponse<String> response = get(path);
        long calls = market.calls("finnhub");

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(header(response, "Content-Type")).startsWith("application/problem+json");
        assertThat(json(response.body()).path("type").textValue()).isEqualTo(type);
        assertThat(response.body()).doesNotContain("Exception", "127.0.0.1");
        get(path);
        assertThat(market.calls("finnhub")).isEqualTo(calls);
    }

    @Test
    void a_method_that_is_not_allowed_is_a_problem_too() throws IOException, InterruptedException {
        HttpRequest post = HttpRequest.newBuilder(URI.create(one.api() + "/v1/quote/AAPL"))
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build();

        HttpResponse<String> response = HTTP.send(post, BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(header(response, "Allow")).isEqualTo("GET, HEAD");
        assertThat(json(response.body()).path("type").textValue()).isEqualTo("method-not-allowed");
    }

    @Test
    void profiles_and_series_are_answered_and_kept_too() {
        JsonNode profile = json(get("/v1/profile/AAPL").body());
        JsonNode whole = json(get("/v1/series/FRED:GDP").body());
        JsonNode part =
                json(get("/v1/series/FRED:DGS10?from=2025-12-31&to=2026-01-05").body());

        assertThat(profile.path("exchange").textValue()).isEqualTo("XNAS");
        assertThat(whole.path("observations").size()).isGreaterThan(100);
        assertThat(part.path("observations").findValuesAsText("date"))
                .containsExactly("2025-12-31", "2026-01-02", "2026-01-05");
        assertThat(header(get(two, "/v1/profile/AAPL"), "Cache-Status")).startsWith("quotewell; hit");
        assertThat(header(get(two, "/v1/series/FRED:GDP"), "Cache-Status")).startsWith("quotewell; hit");
        assertThat(get("/v1/series/FRED:NOPE").statusCode()).isEqualTo(404);
    }

    @Test
    void history_that_is_there_is_not_asked_for_again() {
        String path = "/v1/bars/GOOGL?interval=1d";
        get(path + "&from=2024-01-01&to=2024-12-31");
        assertThat(market.calls("finnhub", "GOOGL")).isEqualTo(1);

        HttpResponse<String> more = get(path + "&from=2023-07-01&to=2025-06-30");

        assertThat(market.calls("finnhub", "GOOGL"))
                .as("2023 and 2025 were missing")
                .isEqualTo(3);
        assertThat(header(more, "Cache-Status")).startsWith("quotewell; fwd=miss; stored");
        List<String> days = json(more.body()).path("bars").findValuesAsText("time");
        assertThat(days).isSorted().doesNotHaveDuplicates().hasSizeBetween(490, 530);
        assertThat(days.get(0)).isEqualTo("2023-07-03");
        assertThat(days.get(days.size() - 1)).isEqualTo("2025-06-30");
        HttpResponse<String> again = get(two, path + "&from=2023-07-01&to=2025-06-30");
        assertThat(header(again, "Cache-Status")).startsWith("quotewell; hit");
        assertThat(again.body()).isEqualTo(more.body());
        assertThat(header(again, "ETag")).isEqualTo(header(more, "ETag"));
        assertThat(market.calls("finnhub", "GOOGL")).isEqualTo(3);
        assertThat(redis.keys("qw:bars:GOOGL/1d/*}"))
                .hasSize(3)
                .allSatisfy(name -> assertThat(redis.pttl(name)).isGreaterThan(29L * 86_400_000));
    }

    @Test
    void more_keys_than_allowed_are_refused() {
        HttpResponse<String> response = get("/v1/quote?keys=" + "A,".repeat(1000) + "A");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("1001");
    }

    @Test
    void five_hundred_callers_of_one_cold_key_on_two_instances_cost_one_call() {
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int caller = 0; caller < 500; caller++) {
            URI url = URI.create((caller % 2 == 0 ? one : two).api() + "/v1/quote/TSLA");
            all.add(HTTP.sendAsync(HttpRequest.newBuilder(url).timeout(PATIENCE).build(), BodyHandlers.ofString()));
        }

        List<HttpResponse<String>> answers =
                all.stream().map(CompletableFuture::join).toList();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
        assertThat(market.calls("finnhub")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"REFUSE, KO", "FAIL, DIS", "LIE, AMD"})
    void the_next_provider_answers_when_one_fails(Mode mode, String symbol) {
        market.mode("finnhub", mode);

        HttpResponse<String> response = get("/v1/quote/" + symbol);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response.body()).path("provider").textValue()).isEqualTo("alphavantage");
    }

    @Test
    void the_stale_record_is_served_and_marked_when_all_providers_fail() {
        String fresh = get("/v1/quote/INTC").body();
        expire("quote", "INTC");
        market.mode("finnhub", Mode.FAIL);
        market.mode("alphavantage", Mode.FAIL);

        HttpResponse<String> response = get("/v1/quote/INTC");
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (header(response, "Cache-Status").matches(WHILE_THEY_FAIL) && System.nanoTime() < until) {
            assertThat(response.body()).isEqualTo(fresh);
            response = get("/v1/quote/INTC");
        }

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(fresh);
        assertThat(header(response, "Cache-Status"))
                .matches("quotewell; fwd=stale; ttl=-36\\d\\d; detail=provider-failed");
        assertThat(header(response, "Cache-Control")).isEqualTo("max-age=0");
    }

    @Test
    void nothing_cached_and_all_providers_failing_is_a_bad_gateway() {
        market.mode("finnhub", Mode.FAIL);
        market.mode("alphavantage", Mode.FAIL);

        HttpResponse<String> response = get("/v1/quote/ORCL");

        assertThat(response.statusCode()).isEqualTo(502);
        JsonNode problem = json(response.body());
        assertThat(problem.path("type").textValue()).isEqualTo("provider-failed");
        assertThat(problem.path("detail").textValue())
                .isEqualTo("finnhub: provider-fault, alphavantage: provider-fault");
    }

    @Test
    void a_request_message_gets_one_reply_with_its_payload() {
        String request =
                "{\"id\":\"r-1\",\"dataset\":\"quote\",\"keys\":[\"JPM\",\"NOSUCH\"],\"payload\":{\"qty\":1.10}}";
        request(request);
        JsonNode reply =
                awaited("qw:replies", "body", body -> body.path("id").asText().equals("r-1"));
        request(request);
        request("{\"id\":\"r-2\",\"dataset\":\"quote\",\"keys\":[\"JPM\"]}");
        awaited("qw:replies", "body", body -> body.path("id").asText().equals("r-2"));

        assertThat(reply.path("payload").toString()).isEqualTo("{\"qty\":1.10}");
        assertThat(reply.path("results").get(0).path("record").path("symbol").textValue())
                .isEqualTo("JPM");
        assertThat(reply.path("results").get(1).path("problem").path("type").textValue())
                .isEqualTo("unknown-symbol");
        assertThat(redis.xrange("qw:replies", Range.unbounded()))
                .filteredOn(entry -> entry.getBody().getOrDefault("body", "").contains("\"r-1\""))
                .hasSize(1);
    }

    @Test
    void a_request_for_an_unknown_dataset_is_answered_too() {
        request("{\"id\":\"r-3\",\"dataset\":\"weather\",\"keys\":[\"LIS\"]}");

        JsonNode reply =
                awaited("qw:replies", "body", body -> body.path("id").asText().equals("r-3"));

        assertThat(reply.path("results").get(0).path("problem").path("type").textValue())
                .isEqualTo("unknown-dataset");
    }

    @Test
    void what_is_no_request_becomes_a_dead_letter_with_its_reason() {
        request("hello");
        redis.xadd("qw:requests", Map.of("note", "no body at all"));

        JsonNode noJson =
                awaited("qw:dlq", "*", body -> body.path("body").asText().equals("hello"));
        JsonNode noBody = awaited("qw:dlq", "*", body -> body.has("note"));

        assertThat(noJson.path("reason").textValue()).startsWith("The body is not JSON");
        assertThat(noJson.path("stream").textValue()).isEqualTo("qw:requests");
        assertThat(noBody.path("reason").textValue()).isEqualTo("The entry has no field 'body'");
    }

    @Test
    void a_stored_record_comes_out_as_an_event_in_the_stream_and_in_the_file() throws IOException {
        JsonNode record = json(get("/v1/quote/WMT").body());

        JsonNode event = awaited(
                "qw:events", "body", body -> body.path("subject").asText().equals("WMT"));
        assertThat(event.path("type").textValue()).isEqualTo("dev.quotewell.quote.v1");
        assertThat(event.path("provider").textValue()).isEqualTo("finnhub");
        assertThat(event.path("data")).isEqualTo(record);
        assertThat(awaitedLines("WMT"))
                .singleElement()
                .satisfies(line -> assertThat(json(line)).isEqualTo(event));
    }

    /** The file is a sink of its own: it may be before the stream or behind it. */
    private static List<String> awaitedLines(String subject) throws IOException {
        Path directory = data.resolve("events");
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            if (Files.isDirectory(directory)) {
                try (var files = Files.list(directory)) {
                    List<String> found = files.flatMap(file -> lines(file).stream())
                            .filter(line -> json(line).path("subject").asText().equals(subject))
                            .toList();
                    if (!found.isEmpty()) {
                        return found;
                    }
                }
            }
            LockSupport.parkNanos(10_000_000);
        }
        throw new AssertionError("No line of " + subject + " came into " + directory);
    }

    /** Those that are whole: the writer may be at work. */
    private static List<String> lines(Path file) {
        try {
            String text = Files.readString(file);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void who_only_watches_hears_of_a_new_record() throws InterruptedException {
        CountDownLatch heard = new CountDownLatch(1);
        try (StatefulRedisPubSubConnection<String, String> watching = client.connectPubSub()) {
            watching.addListener(new RedisPubSubAdapter<String, String>() {
                @Override
                public void message(String channel, String message) {
                    if (json(message).path("subject").asText().equals("AMZN")) {
                        heard.countDown();
                    }
                }
            });
            watching.sync().subscribe("qw:live:quote:AMZN");

            get("/v1/quote/AMZN");

            assertThat(heard.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void every_entry_in_redis_expires() {
        get("/v1/quote?keys=GOOGL,NOSUCH");
        get("/v1/fx/EURUSD");

        List<String> entries = new ArrayList<>(redis.keys("qw:quote:*"));
        entries.addAll(redis.keys("qw:fx:*"));
        assertThat(entries)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(redis.pttl(name)).isPositive());
        assertThat(redis.keys("*")).allSatisfy(name -> assertThat(name).startsWith("qw:"));
    }

    @Test
    void health_and_metrics_tell_how_it_is() {
        get("/v1/quote/NVDA");
        String management = one.addresses().replaceAll(".*management=(\\S+)/observe.*", "$1");
        Function<String, HttpResponse<String>> observe = path -> {
            try {
                return HTTP.send(
                        HttpRequest.newBuilder(URI.create(management + path)).build(), BodyHandlers.ofString());
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };

        assertThat(observe.apply("/observe/health/ready").statusCode()).isEqualTo(200);
        assertThat(observe.apply("/observe/health/live").statusCode()).isEqualTo(200);
        assertThat(observe.apply("/observe/health").body()).contains("UP");
        String metrics = observe.apply("/observe/metrics").body();
        assertThat(metrics)
                .contains("quotewell_cache_gets_total{dataset=\"quote\",result=\"miss\"}")
                .contains(
                        "quotewell_cache_load_seconds_count{dataset=\"quote\",outcome=\"loaded\",provider=\"finnhub\"}")
                .contains("quotewell_provider_calls_total{outcome=\"answered\",provider=\"finnhub\"}")
                .contains("quotewell_data_age_seconds")
                .contains("quotewell_outbox_pending")
                .containsPattern("quotewell_redis_memory [1-9]")
                .contains("quotewell_redis_keys")
                .doesNotContain("NVDA");
    }
}
