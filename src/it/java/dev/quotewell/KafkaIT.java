package dev.quotewell;

import static dev.quotewell.KafkaTopic.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.sample.Mode;
import dev.quotewell.sample.SampleMarket;
import dev.quotewell.settings.Settings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The profile kafka: the whole application on a real broker, which comes and goes. */
class KafkaIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PARTITIONS = 3;
    private static final String REPLIES = "quotewell.replies";

    /** A dataset whose route always fails, and counts how often it was asked. */
    private static final String BROKEN = """
            - route:
                id: series
                from:
                  uri: direct:series
                  steps:
                    - setBody: { constant: "tried" }
                    - to: { uri: "redis-stream:{{quotewell.redis.prefix}}tries" }
                    - throwException:
                        exceptionType: java.lang.IllegalStateException
                        message: Broken on purpose
            """;

    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();

    private static SampleMarket market;
    private static EmbeddedRedis redis;
    private static RedisClient client;
    private static KafkaServer kafka;
    private static Path directory;
    private static Application application;
    private static KafkaProducer<String, @Nullable String> sender;
    private static KafkaTopic replies;
    private static KafkaTopic deadLetters;

    @BeforeAll
    static void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        Path routes = directory.resolve("routes");
        TestTree.copy(Path.of("routes"), routes);
        Files.writeString(routes.resolve("series.camel.yaml"), BROKEN);
        market = SampleMarket.start(0, 1, InstantSource.system());
        redis = EmbeddedRedis.start(directory.resolve("redis"));
        client = RedisClient.create(RedisURI.create(redis.uri()));
        kafka = KafkaServer.start(directory.resolve("kafka"));
        kafka.createTopic("quotewell.requests", PARTITIONS, Map.of());
        kafka.createTopic(REPLIES, PARTITIONS, Map.of("max.message.bytes", "20000"));
        kafka.createTopic("quotewell.events", PARTITIONS, Map.of());
        kafka.createTopic("quotewell.dlq", 1, Map.of());
        kafka.createTopic("evil", 1, Map.of());
        sender = new KafkaProducer<String, @Nullable String>(
                // What is sent before a flush arrives together, and a consumer gets it together.
                Map.of("bootstrap.servers", kafka.address(), "linger.ms", 5000),
                new StringSerializer(),
                new StringSerializer());
        replies = new KafkaTopic(kafka, REPLIES);
        deadLetters = new KafkaTopic(kafka, "quotewell.dlq");
        LOG.start();
        ((Logger) LoggerFactory.getLogger("org.apache.camel")).addAppender(LOG);
        application = application(Map.of());
    }

    private static Application application(Map<String, String> more) {
        Map<String, String> settings = TestSettings.of(redis.uri(), market, directory.resolve("data"));
        settings.putAll(more);
        settings.put("camel.component.kafka.brokers", kafka.address());
        settings.put("camel.component.kafka.max-block-ms", "1000");
        settings.put("camel.component.kafka.request-timeout-ms", "1000");
        settings.put("camel.component.kafka.delivery-timeout-ms", "1000");
        settings.put("kafka.retry-after-ms", "100");
        Application application = Application.of(
                Settings.read(Path.of("config"), "kafka", Map.of(), settings), directory.resolve("routes"), Map.of());
        application.start();
        return application;
    }

    @AfterAll
    static void stop() {
        ((Logger) LoggerFactory.getLogger("org.apache.camel")).detachAppender(LOG);
        application.close();
        sender.close();
        replies.close();
        deadLetters.close();
        kafka.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        redis.close();
        market.close();
    }

    @AfterEach
    void calm() {
        market.reset();
    }

    private static String request(String id, String dataset, String key, String payload) {
        return "{\"id\":\"" + id + "\",\"dataset\":\"" + dataset + "\",\"keys\":[\"" + key + "\"],\"payload\":"
                + payload + "}";
    }

    private static RecordMetadata send(int partition, @Nullable String value, String... headers) {
        return send("quotewell.requests", partition, value, headers);
    }

    private static RecordMetadata send(String topic, int partition, @Nullable String value, String... headers) {
        ProducerRecord<String, @Nullable String> message =
                new ProducerRecord<String, @Nullable String>(topic, partition, null, value);
        for (int i = 0; i < headers.length; i += 2) {
            message.headers().add(headers[i], headers[i + 1].getBytes(UTF_8));
        }
        Future<RecordMetadata> sent = sender.send(message);
        sender.flush();
        try {
            return sent.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** At once, in all partitions. */
    private static void sendAll(List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            sender.send(new ProducerRecord<>("quotewell.requests", i % PARTITIONS, null, values.get(i)));
        }
        sender.flush();
    }

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    private static int get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(application.api() + path))
                .timeout(PATIENCE)
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        return response.statusCode();
    }

    private static void await(String what, BooleanSupplier reached) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain until " + what).isLessThan(until);
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** How far the group of a topic of requests has come in its partitions. */
    private static Map<TopicPartition, Long> committed(String topic) {
        Map<TopicPartition, Long> committed = new HashMap<>();
        try (Admin admin = kafka.admin()) {
            admin.listConsumerGroupOffsets(topic)
                    .partitionsToOffsetAndMetadata()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .forEach((partition, offset) -> committed.put(partition, offset.offset()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return committed;
    }

    private static void awaitAllCommitted() {
        awaitAllCommitted("quotewell.requests");
    }

    private static void awaitAllCommitted(String topic) {
        try (KafkaTopic requests = new KafkaTopic(kafka, topic)) {
            Map<TopicPartition, Long> ends = requests.ends();
            await("all requests are committed", () -> {
                Map<TopicPartition, Long> committed = committed(topic);
                return ends.entrySet().stream()
                        .allMatch(end -> committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
            });
        }
    }

    private static long repliesTo(String id) {
        return replies.all().stream().filter(reply -> id.equals(reply.key())).count();
    }

    private static void awaitFailedSend(int linesBefore) {
        await(
                "a reply could not be sent",
                () -> List.copyOf(LOG.list).stream()
                        .skip(linesBefore)
                        .anyMatch(line -> line.getFormattedMessage().contains("org.apache.kafka.common.errors.")));
    }

    @Test
    void a_request_gets_one_reply_with_its_payload_to_the_digit_however_often_it_comes() {
        String request = request("k-1", "quote", "JPM", "{\"qty\":1.10}");
        send(0, request);
        ConsumerRecord<String, String> reply = replies.awaitKey("k-1");
        sendAll(Collections.nCopies(20, request));
        awaitAllCommitted();

        assertThat(json(reply.value()).path("id").textValue()).isEqualTo("k-1");
        assertThat(json(reply.value()).path("payload")).hasToString("{\"qty\":1.10}");
        assertThat(json(reply.value()).at("/results/0/record/symbol").textValue())
                .isEqualTo("JPM");
        assertThat(repliesTo("k-1")).isEqualTo(1);
    }

    @Test
    void of_a_request_that_comes_many_times_at_once_one_is_answered() {
        sendAll(Collections.nCopies(20, request("k-10", "quote", "AMZN", "null")));

        replies.awaitKey("k-10");
        awaitAllCommitted();

        assertThat(repliesTo("k-10")).isEqualTo(1);
    }

    @Test
    void a_slow_request_does_not_hold_up_those_that_came_with_it() {
        market.mode("finnhub", Mode.HANG);
        market.mode("alphavantage", Mode.HANG);
        List<String> requests = new ArrayList<>();
        requests.add(request("k-slow", "quote", "GOOGL", "null"));
        for (int i = 1; i < PARTITIONS * 10; i++) {
            requests.add(request("k-quick-" + i, "fx", "EURUSD", "null"));
        }
        sendAll(requests);

        for (int i = 1; i < requests.size(); i++) {
            replies.awaitKey("k-quick-" + i);
        }
        assertThat(repliesTo("k-slow")).isZero();
        market.reset();
        replies.awaitKey("k-slow");
    }

    @Test
    void a_stored_record_comes_out_as_an_event_under_its_partition_key() {
        try (KafkaTopic events = new KafkaTopic(kafka, "quotewell.events")) {
            send(0, request("k-2", "quote", "WMT", "null"));
            JsonNode reply = json(replies.awaitKey("k-2").value());

            ConsumerRecord<String, String> event = events.awaitKey("quote:WMT");

            JsonNode body = json(event.value());
            assertThat(body.path("partitionkey").textValue()).isEqualTo(event.key());
            assertThat(body.path("type").textValue()).isEqualTo("dev.quotewell.quote.v1");
            assertThat(body.path("data")).isEqualTo(reply.at("/results/0/record"));
            assertThat(header(event, "content-type")).isEqualTo("application/cloudevents+json; charset=UTF-8");
        }
    }

    @Test
    void what_is_no_request_becomes_a_dead_letter_with_its_reason_and_others_go_on() {
        RecordMetadata noJson = send(2, "hello");
        RecordMetadata noValue = send(2, null);
        send(2, request("k-3", "quote", "JPM", "null"));

        replies.awaitKey("k-3");
        ConsumerRecord<String, String> letter = deadLetters.await(found -> place(found, noJson));
        ConsumerRecord<String, String> empty = deadLetters.await(found -> place(found, noValue));

        assertThat(letter.value()).isEqualTo("hello");
        assertThat(header(letter, "reason")).startsWith("The body is not JSON");
        assertThat(header(letter, "topic")).isEqualTo("quotewell.requests");
        assertThat(header(empty, "reason")).isEqualTo("The record has no value");
        awaitAllCommitted();
    }

    private static boolean place(ConsumerRecord<?, ?> letter, RecordMetadata sent) {
        return header(letter, "partition").equals(Integer.toString(sent.partition()))
                && header(letter, "offset").equals(Long.toString(sent.offset()));
    }

    @Test
    void a_request_that_fails_at_every_delivery_becomes_a_dead_letter_after_five() {
        String failing = request("k-4", "series", "FRED:GDP", "{\"qty\":1.10}");
        RecordMetadata sent = send(0, failing);
        send(0, request("k-5", "quote", "JPM", "null"));

        ConsumerRecord<String, String> letter = deadLetters.await(found -> place(found, sent));
        replies.awaitKey("k-5");

        assertThat(letter.value()).isEqualTo(failing);
        assertThat(header(letter, "reason")).isEqualTo("Broken on purpose");
        try (var connection = client.connect()) {
            assertThat(connection.sync().xlen("qw:tries")).isEqualTo(5);
        }
        awaitAllCommitted();
    }

    @Test
    void a_request_whose_reply_is_too_large_for_its_topic_becomes_a_dead_letter() {
        RecordMetadata sent = send(1, request("k-6", "quote", "JPM", "\"" + "x".repeat(30_000) + "\""));

        ConsumerRecord<String, String> letter = deadLetters.await(found -> place(found, sent));

        assertThat(header(letter, "reason")).contains("larger than");
        awaitAllCommitted();
    }

    @Test
    void headers_of_a_record_change_nothing() {
        send(
                0,
                request("k-7", "quote", "MSFT", "null"),
                "kafka.OVERRIDE_TOPIC",
                "evil",
                "KAFKA.override_topic",
                "evil",
                "kafka.KEY",
                "evil",
                "CamelHttpUri",
                "http://127.0.0.1:1/evil",
                "CamelRedis.Command",
                "FLUSHALL",
                "CamelKafkaManualCommit",
                "evil",
                "key",
                "EURUSD",
                "dataset",
                "fx",
                "note",
                "evil");

        ConsumerRecord<String, String> reply = replies.awaitKey("k-7");

        assertThat(json(reply.value()).at("/results/0/record/symbol").textValue())
                .isEqualTo("MSFT");
        assertThat(reply.headers()).isEmpty();
        awaitAllCommitted();
        try (KafkaTopic evil = new KafkaTopic(kafka, "evil")) {
            assertThat(evil.all()).isEmpty();
        }
    }

    @Test
    void an_offset_moves_only_when_the_reply_is_in_its_topic_and_the_next_instance_answers_what_is_left()
            throws Exception {
        kafka.createTopic("late.requests", 1, Map.of());
        kafka.createTopic("late.events", 1, Map.of());
        int before = LOG.list.size();
        Map<String, String> apart = Map.of("kafka.prefix", "late.", "quotewell.redis.prefix", "late:");
        try (Application first = application(apart)) {
            send("late.requests", 0, request("k-8", "quote", "JPM", "null"));
            awaitFailedSend(before);
            assertThat(committed("late.requests").values())
                    .allSatisfy(offset -> assertThat(offset).isZero());
            assertThat(first.wasReady()).isTrue();
        }
        assertThat(committed("late.requests").values())
                .allSatisfy(offset -> assertThat(offset).isZero());

        kafka.createTopic("late.replies", 1, Map.of());
        try (Application next = application(apart);
                KafkaTopic late = new KafkaTopic(kafka, "late.replies")) {
            late.awaitKey("k-8");
            awaitAllCommitted("late.requests");
            assertThat(late.all()).hasSize(1);
            assertThat(next.wasReady()).isTrue();
        }
    }

    @Test
    void no_request_is_left_without_a_reply_when_the_broker_goes_and_comes_back() throws Exception {
        int before = LOG.list.size();
        market.mode("finnhub", Mode.HANG);
        market.mode("alphavantage", Mode.HANG);
        List<String> ids = new ArrayList<>();
        String[] symbols = {"AMD", "KO", "DIS", "NFLX", "INTC", "ORCL", "IBM", "V", "TSLA"};
        for (int i = 0; i < symbols.length; i++) {
            ids.add("k-away-" + i);
            send(i % PARTITIONS, request(ids.get(i), "quote", symbols[i], "null"));
        }
        await("requests of all partitions are in work", () -> market.calls("finnhub") >= PARTITIONS);

        kafka.kill();
        market.reset();
        awaitFailedSend(before);
        int meanwhile = get("/v1/quote/AAPL");
        kafka.startAgain();

        assertThat(meanwhile).isEqualTo(200);
        assertThat(ids).allSatisfy(id -> assertThat(replies.awaitKey(id)).isNotNull());
        awaitAllCommitted();
        assertThat(ids).allSatisfy(id -> assertThat(repliesTo(id)).isEqualTo(1));
    }
}
