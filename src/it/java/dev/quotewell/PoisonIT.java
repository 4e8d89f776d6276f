package dev.quotewell;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.sample.SampleMarket;
import dev.quotewell.settings.Settings;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.io.IOException;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages that no route can bear: each ends as a dead letter or as a refusal, and those around it are answered. */
class PoisonIT {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CRASHING = """
            - route:
                id: series
                from:
                  uri: direct:series
                  steps:
                    - throwException:
                        exceptionType: java.lang.IllegalStateException
                        message: Broken on purpose
            """;

    private static SampleMarket market;
    private static EmbeddedRedis server;
    private static RedisClient client;
    private static RedisCommands<String, String> redis;
    private static RedisCommands<String, byte[]> bytes;
    private static Application application;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        Path routes = directory.resolve("routes");
        TestTree.copy(Path.of("routes"), routes);
        Files.writeString(routes.resolve("series.camel.yaml"), CRASHING);
        market = SampleMarket.start(0, 1, InstantSource.system());
        server = EmbeddedRedis.start(directory.resolve("redis"));
        client = RedisClient.create(RedisURI.create(server.uri()));
        redis = client.connect().sync();
        bytes = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE))
                .sync();
        Map<String, String> settings = TestSettings.of(server.uri(), market, directory.resolve("data"));
        settings.put("requests.claim-after", "100ms");
        application = Application.of(Settings.read(Path.of("config"), "", Map.of(), settings), routes, Map.of());
        application.start();
    }

    @AfterAll
    static void stop() {
        application.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        server.close();
        market.close();
    }

    private static String request(String id, String payload) {
        return "{\"id\":\"" + id + "\",\"dataset\":\"quote\",\"keys\":[\"AAPL\"],\"payload\":" + payload + "}";
    }

    private static byte[] nested(String id) {
        return request(id, "[".repeat(10_000) + "]".repeat(10_000)).getBytes(UTF_8);
    }

    private static byte[] large(String id) {
        return request(id, "\"" + "x".repeat(5 << 20) + "\"").getBytes(UTF_8);
    }

    private static byte[] noUtf8(String id) {
        return request(id, "\"caf\u00e9\"").getBytes(ISO_8859_1);
    }

    private static List<StreamMessage<String, String>> entries(String stream) {
        return redis.xrange(stream, Range.unbounded());
    }

    /** Waits, by Redis itself, for entries that are wanted, and returns them in the order in which they came. */
    private static List<Map<String, String>> awaited(String stream, int number, Predicate<Map<String, String>> wanted) {
        List<Map<String, String>> found = new ArrayList<>();
        String from = "0-0";
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (found.size() < number && System.nanoTime() < until) {
            @SuppressWarnings("unchecked") // Lettuce takes the offsets as a generic array.
            List<StreamMessage<String, String>> entries = redis.xread(
                    XReadArgs.Builder.block(Duration.ofMillis(500)), XReadArgs.StreamOffset.from(stream, from));
            for (StreamMessage<String, String> entry : entries) {
                from = entry.getId();
                if (wanted.test(entry.getBody())) {
                    found.add(entry.getBody());
                }
            }
        }
        assertThat(found).as(stream).hasSize(number);
        return found;
    }

    private static JsonNode reply(Map<String, String> entry) {
        try {
            return Json.mapper().readTree(entry.getOrDefault("body", "{}"));
        } catch (IOException e) {
            throw new UncheckedIOException(entry.toString(), e);
        }
    }

    private static Map<String, byte[]> entry(byte[] body) {
        return Map.of("body", body);
    }

    @Test
    void each_poison_message_becomes_a_dead_letter_and_all_others_are_answered_once() {
        List<Map<String, byte[]>> poison = List.of(
                entry("{\"id\":\"crash\",\"dataset\":\"series\",\"keys\":[\"FRED:GDP\"]}".getBytes(UTF_8)),
                entry(large("large")),
                entry(nested("nested")),
                entry(noUtf8("no-utf8")),
                Map.of("note", "no body at all".getBytes(UTF_8)),
                entry(new byte[] {0, -1, -2}));
        for (int i = 0; i < 20; i++) {
            bytes.xadd(
                    "qw:requests",
                    entry(request("good-" + i, Integer.toString(i)).getBytes(UTF_8)));
            if (i < poison.size()) {
                bytes.xadd("qw:requests", poison.get(i));
            }
        }

        List<Map<String, String>> replies = awaited(
                "qw:replies", 20, entry -> reply(entry).path("id").asText().startsWith("good-"));
        List<Map<String, String>> dead = awaited(
                "qw:dlq",
                poison.size(),
                entry -> entry.getOrDefault("stream", "").equals("qw:requests"));

        assertThat(replies)
                .extracting(entry -> reply(entry).path("payload").asText())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 20).mapToObj(Integer::toString).toList());
        assertThat(dead)
                .extracting(entry -> entry.getOrDefault("reason", ""))
                .anySatisfy(reason -> assertThat(reason).contains("Broken on purpose"))
                .anySatisfy(reason -> assertThat(reason).contains("at most 1048576"))
                .anySatisfy(reason -> assertThat(reason).contains("nesting depth"))
                .anySatisfy(reason -> assertThat(reason).contains("UTF-8"))
                .anySatisfy(reason -> assertThat(reason).contains("no field 'body'"));
        assertThat(redis.xpending("qw:requests", "quotewell").getCount()).isZero();
    }

    @Test
    void no_field_of_an_entry_turns_a_route_elsewhere() {
        Map<String, String> entry = new HashMap<>();
        entry.put("body", request("fields", "\"kept\""));
        entry.put("CamelHttpUri", "http://127.0.0.1:9/evil");
        entry.put("CamelHttpPath", "/evil");
        entry.put("CamelRedis.Command", "DEL");
        entry.put("CamelRedisStreamKey", "qw:evil");
        entry.put("kafka.OVERRIDE_TOPIC", "evil");
        entry.put("requestId", "other");
        redis.xadd("qw:requests", entry);

        Map<String, String> answer = awaited(
                        "qw:replies", 1, one -> reply(one).path("id").asText().equals("fields"))
                .get(0);

        assertThat(reply(answer).at("/results/0/status").asInt()).isEqualTo(200);
        assertThat(reply(answer).path("payload").asText()).isEqualTo("kept");
        assertThat(answer.keySet())
                .doesNotContainAnyElementsOf(entry.keySet().stream()
                        .filter(name -> !name.equals("body"))
                        .toList());
        assertThat(redis.keys("*evil*")).isEmpty();
    }

    private static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(413, large("http-large")),
                Arguments.of(400, nested("http-nested")),
                Arguments.of(400, noUtf8("http-no-utf8")));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void over_http_poison_is_refused_and_leaves_nothing_behind(int status, byte[] body) throws Exception {
        long queued = entries("qw:requests").size();

        HttpResponse<String> response = post(body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(entries("qw:requests").size()).isEqualTo(queued);
        assertThat(redis.keys("qw:request:http-*")).isEmpty();
    }

    @Test
    void no_header_of_a_request_turns_a_route_elsewhere() throws Exception {
        HttpResponse<String> response = post(
                request("headers", "1").getBytes(UTF_8),
                "CamelHttpUri",
                "http://127.0.0.1:9/evil",
                "CamelRedis.Command",
                "DEL",
                "CamelRedisStreamKey",
                "qw:evil",
                "kafka.OVERRIDE_TOPIC",
                "evil");

        assertThat(response.statusCode()).isEqualTo(202);
        awaited("qw:replies", 1, one -> reply(one).path("id").asText().equals("headers"));
        assertThat(redis.keys("*evil*")).isEmpty();
    }

    private static HttpResponse<String> post(byte[] body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(application.api() + "/v1/requests"))
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
