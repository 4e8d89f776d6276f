package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.cli.IngestCommand;
import dev.quotewell.json.Json;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.sample.SampleMarket;
import dev.quotewell.settings.Settings;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Requests over HTTP, against the whole application, two instances on one real Redis. */
class RequestsIT {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Path data;
    private static SampleMarket market;
    private static EmbeddedRedis server;
    private static RedisClient client;
    private static RedisCommands<String, String> redis;
    private static Application one;
    private static Application two;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        data = Files.createDirectories(directory.resolve("data"));
        market = SampleMarket.start(0, 1, InstantSource.system());
        server = EmbeddedRedis.start(directory.resolve("redis"));
        client = RedisClient.create(RedisURI.create(server.uri()));
        redis = client.connect().sync();
        one = application(server);
        two = application(server);
    }

    private static Application application(EmbeddedRedis of) {
        Map<String, String> settings = TestSettings.of(of.uri(), market, data);
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

    private static HttpRequest request(Application application, String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(application.api() + path)).timeout(PATIENCE);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    private static HttpRequest post(Application application, String body, String... headers) {
        return HttpRequest.newBuilder(request(application, "/v1/requests", headers), (name, value) -> true)
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(request.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> post(String body, String... headers) {
        return send(post(one, body, headers));
    }

    private static HttpResponse<String> get(String path) {
        return send(request(one, path));
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return Json.mapper().readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(response.body(), e);
        }
    }

    private static <T> T await(String what, Supplier<T> look, Predicate<T> wanted) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            T found = look.get();
            if (wanted.test(found)) {
                return found;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new AssertionError("It never came true that " + what);
    }

    private static List<StreamMessage<String, String>> replies(String id) {
        return redis.xrange("qw:replies", Range.unbounded()).stream()
                .filter(entry -> entry.getBody().getOrDefault("body", "").startsWith("{\"id\":\"" + id + "\""))
                .toList();
    }

    private static void awaitReply(String id) {
        await(id + " is replied to", () -> replies(id), replies -> !replies.isEmpty());
    }

    private static String body(String id, String key) {
        return "{\"id\":\"" + id + "\",\"dataset\":\"quote\",\"keys\":[\"" + key + "\"]}";
    }

    @Test
    void a_request_is_queued_and_its_reply_comes_into_the_stream() {
        HttpResponse<String> response =
                post("{\"dataset\":\"quote\",\"keys\":[\"AAPL\",\"NOSUCH\",\"aapl\"],\"payload\":{\"n\":1.10}}");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        String id = json(response).path("id").asText();
        assertThat(id).matches("[0-9a-f-]{36}");
        assertThat(json(response).path("status").asText()).isEqualTo("queued");
        assertThat(header(response, "Location")).isEqualTo("/v1/requests/" + id);
        assertThat(header(response, "Content-Type")).startsWith("application/json");
        awaitReply(id);
        assertThat(replies(id).get(0).getBody().get("body"))
                .contains("\"payload\":{\"n\":1.10}", "\"symbol\":\"AAPL\"", "unknown-symbol", "invalid-key");
    }

    @Test
    void a_request_is_done_with_its_results_once_it_is_replied_to() {
        String place = header(
                post(
                        "{\"id\":\"done/1 é?\",\"dataset\":\"quote\",\"keys\":[\"MSFT\",\"NOSUCH\"],\"payload\":{\"n\":1.10}}"),
                "Location");
        assertThat(place).isEqualTo("/v1/requests/done%2F1%20%C3%A9%3F");

        JsonNode done = json(await(
                "the request is done",
                () -> get(place),
                response -> response.body().contains("\"status\":\"done\"")));

        assertThat(done.path("id").asText()).isEqualTo("done/1 é?");
        assertThat(done.path("payload").toString()).isEqualTo("{\"n\":1.10}");
        assertThat(done.path("results").findValuesAsText("key")).containsExactly("MSFT", "NOSUCH");
        assertThat(done.path("results").get(0).path("record").path("symbol").asText())
                .isEqualTo("MSFT");
        assertThat(header(get(place), "Retry-After")).isEmpty();
        assertThat(header(get(place), "Cache-Control")).isEqualTo("no-store");
        assertThat(redis.pttl("qw:request:done/1 é?")).isBetween(86_000_000L, 86_400_000L);
    }

    @Test
    void until_then_it_is_told_to_be_queued_and_when_to_look_again() {
        String state = "{\"fingerprint\":\"" + "0".repeat(64) + "\",\"status\":\"queued\",\"id\":\"waits\"}";
        redis.setex("qw:request:waits", 60, state);

        HttpResponse<String> response = get("/v1/requests/waits");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"status\":\"queued\",\"id\":\"waits\"}");
        assertThat(header(response, "Retry-After")).isEqualTo("1");
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void what_nobody_posted_is_unknown() {
        HttpResponse<String> response = get("/v1/requests/nosuch%2F1");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(json(response).path("type").asText()).isEqualTo("unknown-request");
        assertThat(json(response).path("detail").asText()).startsWith("Nothing is known of 'nosuch/1'");
        redis.xadd("qw:requests", Map.of("body", body("message-only", "AAPL")));
        awaitReply("message-only");
        assertThat(get("/v1/requests/message-only").statusCode()).isEqualTo(404);
        assertThat(redis.exists("qw:request:message-only")).isZero();
        assertThat(post(body("message-only", "AAPL")).statusCode()).isEqualTo(422);
    }

    @Test
    void the_same_key_and_body_get_the_first_answer_again_on_any_instance() {
        String body = "{\"dataset\":\"quote\",\"keys\":[\"NVDA\"]}";
        HttpResponse<String> first = post(body, "Idempotency-Key", "\"once more\"");
        String id = json(first).path("id").asText();
        awaitReply(id);

        HttpResponse<String> second =
                send(post(two, " " + body.replace(":", ": "), "Idempotency-Key", "\"once more\""));

        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(header(second, "Location")).isEqualTo(header(first, "Location"));
        HttpResponse<String> other =
                post("{\"dataset\":\"quote\",\"keys\":[\"TSLA\"]}", "Idempotency-Key", "\"once more\"");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(json(other).path("type").asText()).isEqualTo("idempotency-key-reused");
        assertThat(replies(id)).hasSize(1);
        assertThat(redis.pttl("qw:idem:http:once more")).isBetween(86_000_000L, 86_400_000L);
        assertThat(redis.pttl("qw:request:" + id)).isBetween(86_000_000L, 86_400_000L);
    }

    @Test
    void the_same_id_and_body_get_the_first_answer_again_and_another_body_is_refused() {
        HttpResponse<String> first = post(body("same", "IBM"));
        HttpResponse<String> second = send(post(two, body("same", "IBM")));
        HttpResponse<String> other = post(body("same", "JPM"));

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(json(other).path("type").asText()).isEqualTo("idempotency-key-reused");
    }

    @Test
    void of_many_bodies_with_one_key_at_once_one_is_taken_in() {
        List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, 40)
                .mapToObj(i -> post(i % 2 == 0 ? one : two, body("race-" + i, "AAPL"), "Idempotency-Key", "race"))
                .map(request -> HTTP.sendAsync(request, BodyHandlers.ofString()))
                .toList();

        List<HttpResponse<String>> answers =
                all.stream().map(CompletableFuture::join).toList();

        List<HttpResponse<String>> accepted =
                answers.stream().filter(answer -> answer.statusCode() == 202).toList();
        assertThat(accepted).hasSize(1);
        assertThat(answers).allMatch(answer -> answer.statusCode() == 202 || answer.statusCode() == 422);
        assertThat(redis.keys("qw:request:race-*"))
                .containsExactly(
                        "qw:request:" + json(accepted.get(0)).path("id").asText());
    }

    @Test
    void the_same_request_many_times_at_once_is_answered_each_time_and_worked_off_once() {
        String body = "{\"dataset\":\"quote\",\"keys\":[\"META\"]}";
        List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, 40)
                .mapToObj(i -> HTTP.sendAsync(
                        post(i % 2 == 0 ? one : two, body, "Idempotency-Key", "crowd"), BodyHandlers.ofString()))
                .toList();

        List<HttpResponse<String>> answers =
                all.stream().map(CompletableFuture::join).toList();

        assertThat(answers).allMatch(answer -> answer.statusCode() == 202);
        assertThat(answers.stream().map(HttpResponse::body).distinct()).hasSize(1);
        String id = json(answers.get(0)).path("id").asText();
        awaitReply(id);
        post(body("after-the-crowd", "META"));
        awaitReply("after-the-crowd");
        assertThat(replies(id)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            hello                                                    | 400 | invalid-request | The body is not JSON
            ~~                                                       | 400 | invalid-request | The body is
            {"dataset":"quote"}                                      | 400 | invalid-request | keys is missing
            {"dataset":"quote","keys":["A"],"ttl":1}                 | 400 | invalid-request | There is a field 'ttl'
            {"id":"..","dataset":"quote","keys":["A"]}               | 400 | invalid-request | id is '..'
            {"dataset":"quote","keys":["A"],"payload":NaN}           | 400 | invalid-request | The body is not JSON
            {"dataset":"quote","keys":["A"],"payload":1E999999999}   | 400 | invalid-request | There is a number
            {"dataset":"quote","keys":["A"],"payload":"\\ud800"}     | 400 | invalid-request | There is a text
            {"dataset":"weather","keys":["A"]}                       | 404 | unknown-dataset | The dataset is 'weather'
            """)
    void what_is_no_request_is_refused_at_once_and_leaves_nothing_behind(
            String body, int status, String type, String detail) {
        HttpResponse<String> response = post(body, "Idempotency-Key", "bad");

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(header(response, "Content-Type")).startsWith("application/problem+json");
        assertThat(json(response).path("type").asText()).isEqualTo(type);
        assertThat(json(response).path("detail").asText()).startsWith(detail);
        assertThat(response.body()).doesNotContain("Exception", "jackson", "127.0.0.1");
        assertThat(redis.exists("qw:idem:http:bad")).isZero();
    }

    @Test
    void a_key_that_cannot_be_read_and_a_body_that_is_too_large_are_refused() {
        HttpResponse<String> key = post(body("no", "A"), "Idempotency-Key", "\"open");
        HttpResponse<String> large = post(body("no", "A".repeat(2 << 20)));

        assertThat(key.statusCode()).isEqualTo(400);
        assertThat(json(key).path("detail").asText()).startsWith("Idempotency-Key cannot be read");
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(redis.exists("qw:request:no")).isZero();
    }

    @Test
    void a_claim_that_cannot_be_read_is_a_conflict() {
        redis.setex("qw:idem:http:strange", 60, "???");

        HttpResponse<String> response = post(body("strange", "A"), "Idempotency-Key", "strange");

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(json(response).path("type").asText()).isEqualTo("request-in-progress");
        assertThat(redis.exists("qw:request:strange")).isZero();
    }

    @Test
    void a_whole_watchlist_is_ingested_once_by_the_command(@TempDir Path config) throws IOException {
        Files.createDirectories(config.resolve("watchlists"));
        Files.createDirectory(config.resolve("datasets"));
        Files.copy(Path.of("config/datasets/quote.schema.json"), config.resolve("datasets/quote.schema.json"));
        Files.writeString(config.resolve("application.properties"), "quotewell.data = " + config.resolve("data"));
        Files.writeString(
                config.resolve("watchlists/few.yaml"),
                "dataset: quote\nkeys: [" + "AAPL, KO, DIS, NOSUCH, V, ".repeat(5) + "WMT]");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int code = new CommandLine(new IngestCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute("few", "--once", "--config", config.toString(), "--url", one.api());

        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString()).startsWith("few: 26 keys, 21 with a record, 5 negative, 0 failed, ");
        assertThat(config.resolve("data/ingest/few.json")).doesNotExist();
    }

    @Test
    void while_redis_is_away_nothing_is_taken_in_and_one_is_told_to_come_back(@TempDir Path directory) {
        EmbeddedRedis lost = EmbeddedRedis.start(directory);
        try (Application alone = application(lost)) {
            lost.close();

            HttpResponse<String> posted = send(post(alone, body("lost", "AAPL")));
            HttpResponse<String> asked = send(request(alone, "/v1/requests/lost"));

            assertThat(List.of(posted, asked)).allSatisfy(response -> {
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(json(response).path("type").asText()).isEqualTo("unavailable");
                assertThat(header(response, "Retry-After")).isEqualTo("1");
            });
        } finally {
            lost.close();
        }
    }
}
