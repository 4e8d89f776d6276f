package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.json.Json;
import dev.quotewell.message.Commit;
import dev.quotewell.message.RequestNames;
import dev.quotewell.message.RequestState;
import dev.quotewell.provider.Datasets;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.redis.RedisAddress;
import dev.quotewell.redis.RedisConnection;
import dev.quotewell.redis.RedisKeptTexts;
import dev.quotewell.redis.RedisKeys;
import dev.quotewell.redis.RedisStreams;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the reply of a request comes to who asks for its state, in one step with the intake's other changes. */
class RequestStateIT {

    private static final RequestNames NAMES = new RequestNames("qw:");
    private static final CamelContext CAMEL = new DefaultCamelContext();

    private static EmbeddedRedis server;
    private static RedisConnection connection;
    private static RedisClient client;
    private static RedisCommands<String, String> redis;
    private static RedisStreams streams;
    private static Map<String, Processor> http;
    private static Map<String, Processor> messages;

    @BeforeAll
    static void start(@TempDir Path directory) {
        server = EmbeddedRedis.start(directory);
        connection = RedisConnection.open(RedisAddress.of(server.uri().toString()), Duration.ofSeconds(5));
        client = RedisClient.create(RedisURI.create(server.uri()));
        redis = client.connect().sync();
        streams = new RedisStreams(connection, new RedisKeys("qw:"));
        Datasets datasets = Datasets.read(Path.of("config/datasets"));
        http = new HttpRequests(datasets, streams, new RedisKeptTexts(connection), NAMES).processors();
        messages = new RequestMessages(datasets, NAMES, 8 << 20).processors();
    }

    @AfterAll
    static void stop() throws Exception {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        connection.close();
        server.close();
        CAMEL.close();
    }

    @BeforeEach
    void empty() {
        redis.flushall();
    }

    private static void process(Map<String, Processor> processors, String name, Exchange exchange) throws Exception {
        Objects.requireNonNull(processors.get(name)).process(exchange);
    }

    private static String post(String body) throws Exception {
        Exchange exchange = new DefaultExchange(CAMEL);
        exchange.getMessage().setBody(body.getBytes(StandardCharsets.UTF_8));
        process(http, "accept-request", exchange);
        return exchange.getMessage().getHeader("Location", String.class);
    }

    private static Exchange get(String place) throws Exception {
        Exchange exchange = new DefaultExchange(CAMEL);
        exchange.getMessage().setHeader(Exchange.HTTP_PATH, place);
        process(http, "show-request", exchange);
        return exchange;
    }

    private static String text(Exchange exchange) {
        return exchange.getMessage().getBody(String.class);
    }

    /** As an intake does it: the reply is published and the state is told in one step. */
    private static boolean answer(byte[] body) throws Exception {
        Exchange exchange = new DefaultExchange(CAMEL);
        Commit commit = Commits.begin(exchange);
        exchange.getMessage().setBody(body);
        process(messages, "read-request", exchange);
        process(messages, "write-reply", exchange);
        commit.add(new Commit.Step.Append(
                "qw:replies", Map.of("body", exchange.getMessage().getBody(byte[].class)), 0));
        return streams.commit(commit).toCompletableFuture().join();
    }

    private static byte[] queued() {
        return redis.xrange("qw:requests", Range.unbounded())
                .get(0)
                .getBody()
                .getOrDefault("body", "")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void a_posted_request_is_queued_then_done_with_what_the_reply_says() throws Exception {
        String place = post("{\"id\":\"a/1\",\"dataset\":\"quote\",\"keys\":[\"aapl\"],\"payload\":{\"n\":1.10}}");
        Exchange before = get(place);

        assertThat(answer(queued())).isTrue();

        Exchange after = get(place);
        assertThat(text(before)).isEqualTo("{\"status\":\"queued\",\"id\":\"a/1\"}");
        assertThat(before.getMessage().getHeader("Retry-After")).isEqualTo(1L);
        String reply =
                redis.xrange("qw:replies", Range.unbounded()).get(0).getBody().getOrDefault("body", "");
        assertThat(text(after)).isEqualTo("{\"status\":\"done\"," + reply.substring(1));
        assertThat(reply).contains("\"payload\":{\"n\":1.10}", "invalid-key");
        assertThat(after.getMessage().getHeader("Retry-After")).isNull();
        assertThat(Json.mapper()
                        .readTree(redis.get("qw:request:a/1"))
                        .path("fingerprint")
                        .asText())
                .hasSize(64);
        assertThat(redis.pttl("qw:request:a/1"))
                .isBetween(RequestState.KEEP.toMillis() - 60_000, RequestState.KEEP.toMillis());
    }

    @Test
    void a_done_request_that_is_posted_again_is_not_queued_again() throws Exception {
        String body = "{\"id\":\"b\",\"dataset\":\"quote\",\"keys\":[\"aapl\"]}";
        String place = post(body);
        answer(queued());

        assertThat(post(body)).isEqualTo(place);

        assertThat(redis.xlen("qw:requests")).isEqualTo(1);
        assertThat(text(get(place))).startsWith("{\"status\":\"done\"");
    }

    @Test
    void a_request_that_came_as_a_message_alone_is_not_kept() throws Exception {
        assertThat(answer("{\"id\":\"c\",\"dataset\":\"quote\",\"keys\":[\"aapl\"]}".getBytes(StandardCharsets.UTF_8)))
                .isTrue();

        assertThat(redis.exists("qw:request:c")).isZero();
        assertThat(redis.xlen("qw:replies")).isEqualTo(1);
    }

    @Test
    void an_intake_without_a_common_step_is_replied_to_all_the_same() throws Exception {
        Exchange exchange = new DefaultExchange(CAMEL);
        exchange.getMessage()
                .setBody("{\"id\":\"d\",\"dataset\":\"quote\",\"keys\":[\"aapl\"]}".getBytes(StandardCharsets.UTF_8));
        process(messages, "read-request", exchange);

        process(messages, "write-reply", exchange);

        assertThat(text(exchange)).startsWith("{\"id\":\"d\",\"results\":[");
    }
}
