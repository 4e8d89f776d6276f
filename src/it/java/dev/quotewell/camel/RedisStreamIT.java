package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.message.InvalidRequestException;
import dev.quotewell.message.StreamEntry;
import dev.quotewell.message.StreamReader;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.redis.RedisAddress;
import dev.quotewell.redis.RedisConnection;
import dev.quotewell.redis.RedisKeys;
import dev.quotewell.redis.RedisStreams;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the component {@code redis-stream} promises, against a real Redis. */
class RedisStreamIT {

    private static final String FAST = "?claimAfter=100ms&block=50ms&deadLetter=dlq";

    private static EmbeddedRedis server;
    private static RedisConnection redis;
    private static RedisClient observer;
    private static StatefulRedisConnection<String, String> connection;

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final List<CamelContext> contexts = new ArrayList<>();
    private RedisCommands<String, String> commands;
    private RedisStreams streams;

    @BeforeAll
    static void start(@TempDir Path directory) {
        server = EmbeddedRedis.start(directory);
        redis = RedisConnection.open(RedisAddress.of(server.uri().toString()), Duration.ofSeconds(5));
        observer = RedisClient.create(RedisURI.create(server.uri()));
        connection = observer.connect();
    }

    @AfterAll
    static void stop() {
        observer.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        redis.close();
        server.close();
    }

    @BeforeEach
    void empty() {
        commands = connection.sync();
        streams = new RedisStreams(redis, new RedisKeys("qw:"));
        commands.flushall();
    }

    @AfterEach
    void end() throws Exception {
        for (CamelContext context : contexts) {
            context.close();
        }
    }

    private CamelContext route(String name, String uri, Processor work) throws Exception {
        CamelContext context = new DefaultCamelContext();
        contexts.add(context);
        context.getRegistry().bind("streams", streams);
        context.getComponent("redis-stream", RedisStreamComponent.class).setConsumerName(name);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(uri).process(work);
            }
        });
        context.start();
        return context;
    }

    private void see(Exchange exchange) {
        seen.add(exchange.getMessage().getBody(String.class));
    }

    private @Nullable String next() throws InterruptedException {
        return seen.poll(20, TimeUnit.SECONDS);
    }

    private void add(String stream, String body) {
        commands.xadd(stream, Map.of("body", body));
    }

    @Test
    void an_entry_is_acknowledged_only_when_its_route_has_ended_well() throws Exception {
        route("one", "redis-stream:in" + FAST, exchange -> {
            see(exchange);
            if (exchange.getMessage().getHeader(RedisStreamConstants.DELIVERIES, Long.class) < 3) {
                throw new IllegalStateException("not yet");
            }
        });

        add("in", "a");

        assertThat(List.of(next(), next(), next())).containsExactly("a", "a", "a");
        assertThat(commands.xlen("dlq")).isZero();
    }

    @Test
    void an_entry_that_always_fails_becomes_a_dead_letter_with_its_reason_and_others_go_on() throws Exception {
        route("one", "redis-stream:in" + FAST + "&maxDeliveries=2", exchange -> {
            if (exchange.getMessage().getBody(String.class).equals("poison")) {
                throw new IllegalStateException("it bites");
            }
            see(exchange);
        });
        route("two", "redis-stream:dlq?block=50ms", exchange -> see(exchange));

        add("in", "poison");
        add("in", "good");

        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("good", "poison");
    }

    @Test
    void what_will_never_work_is_not_tried_again() throws Exception {
        route("one", "redis-stream:in" + FAST, exchange -> {
            see(exchange);
            throw new InvalidRequestException("no request");
        });

        add("in", "hello");

        assertThat(next()).isEqualTo("hello");
        StreamEntry letter;
        try (StreamReader reader = streams.reader("dlq", "operator", "me")) {
            letter = reader.next(1, Duration.ofSeconds(5)).get(0);
        }
        assertThat(text(letter, "reason")).isEqualTo("no request");
        assertThat(text(letter, "stream")).isEqualTo("in");
        assertThat(text(letter, "body")).isEqualTo("hello");
    }

    private static String text(StreamEntry entry, String field) {
        return new String(entry.fields().getOrDefault(field, new byte[0]), StandardCharsets.UTF_8);
    }

    @Test
    void what_a_dead_consumer_had_taken_is_worked_on_by_another() throws Exception {
        add("in", "left behind");
        try (StreamReader dead = streams.reader("in", "quotewell", "dead")) {
            assertThat(dead.next(10, Duration.ZERO)).hasSize(1);
        }

        route("one", "redis-stream:in" + FAST, this::see);

        assertThat(next()).isEqualTo("left behind");
    }

    @Test
    void a_consumer_goes_on_when_redis_has_lost_everything() throws Exception {
        route("one", "redis-stream:in" + FAST, this::see);
        add("in", "before");
        assertThat(next()).isEqualTo("before");

        commands.flushall();
        add("in", "after");

        assertThat(next()).isEqualTo("after");
    }

    @Test
    void a_partition_keeps_its_order_also_when_an_entry_fails_at_first() throws Exception {
        String partition = streams.partitions("out").get(3);
        for (String body : List.of("a", "b", "c")) {
            add(partition, body);
        }

        route("one", "redis-stream:out?partitioned=true&group=events", exchange -> {
            see(exchange);
            if (exchange.getMessage().getBody(String.class).equals("b")
                    && exchange.getMessage().getHeader(RedisStreamConstants.DELIVERIES, Long.class) == 1) {
                throw new IllegalStateException("the sink is down");
            }
        });

        assertThat(List.of(next(), next(), next(), next())).containsExactly("a", "b", "b", "c");
    }

    @Test
    void a_partition_has_one_reader_and_another_takes_over_where_it_was() throws Exception {
        String partition = streams.partitions("out").get(5);
        CamelContext first = route("one", "redis-stream:out?partitioned=true&group=events", exchange -> see(exchange));
        add(partition, "a");
        assertThat(next()).isEqualTo("a");
        route(
                "two",
                "redis-stream:out?partitioned=true&group=events",
                exchange -> seen.add("two: " + exchange.getMessage().getBody(String.class)));
        add(partition, "b");
        assertThat(next()).isEqualTo("b");

        first.stop();
        add(partition, "c");

        assertThat(next()).isEqualTo("two: c");
        assertThat(seen).isEmpty();
    }

    @Test
    void a_message_keeps_its_bytes() throws Exception {
        byte[] noText = {'"', (byte) 0xC3, (byte) 0x28, '"'};
        try (StreamReader reader = streams.reader("in", "quotewell", "me")) {
            reader.next(1, Duration.ZERO);
            streams.append("in", Map.of(StreamEntry.BODY, noText), 0);

            assertThat(reader.next(1, Duration.ofSeconds(1)).get(0).body()).isEqualTo(noText);
        }
    }
}
