package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.message.Commit;
import dev.quotewell.message.InvalidRequestException;
import dev.quotewell.message.StreamEntry;
import dev.quotewell.message.StreamReader;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.redis.RedisAddress;
import dev.quotewell.redis.RedisConnection;
import dev.quotewell.redis.RedisKeys;
import dev.quotewell.redis.RedisStreams;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
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
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
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

    private CamelContext context(String name) {
        CamelContext context = new DefaultCamelContext();
        contexts.add(context);
        // An error of the JVM leaves its exchange behind, for which Camel would wait.
        context.getShutdownStrategy().setTimeout(1);
        context.getRegistry().bind("streams", streams);
        context.getComponent("redis-stream", RedisStreamComponent.class).setConsumerName(name);
        return context;
    }

    private CamelContext route(String name, String uri, Processor work) throws Exception {
        return route(context(name), uri, work);
    }

    private CamelContext route(CamelContext context, String uri, Processor work) throws Exception {
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

    @Test
    void a_reply_and_the_end_of_its_message_are_one_step() throws Exception {
        route("one", "redis-stream:in" + FAST, exchange -> {
            Objects.requireNonNull(Commits.find(exchange))
                    .add(new Commit.Step.Append("out", Map.of("body", new byte[] {'r'}), 0));
            see(exchange);
            // Meanwhile another has ended it.
            commands.xack("in", "quotewell", exchange.getMessage().getHeader(RedisStreamConstants.ID, String.class));
        });

        add("in", "a");
        assertThat(next()).isEqualTo("a");
        add("in", "b");
        assertThat(next()).isEqualTo("b");

        assertThat(commands.xlen("out")).isZero();
    }

    @Test
    void what_is_in_work_is_kept_however_long_it_takes() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        route("one", "redis-stream:in?claimAfter=1s&block=50ms", exchange -> {
            see(exchange);
            release.await();
        });
        add("in", "slow");
        assertThat(next()).isEqualTo("slow");

        AtomicLong longest = new AtomicLong();
        // Others may claim what has been idle for claimAfter.
        await("its idle time begins anew", () -> {
            long idle = idle("in");
            return idle < longest.getAndAccumulate(idle, Math::max);
        });
        release.countDown();

        await("it is done", () -> commands.xlen("in") == 0);
        assertThat(seen).isEmpty();
    }

    private long idle(String stream) {
        return commands.xpending(stream, "quotewell", Range.unbounded(), Limit.from(1))
                .get(0)
                .getMsSinceLastDelivery();
    }

    @Test
    void what_a_stopped_consumer_cannot_end_is_given_back_at_once() throws Exception {
        String slow = "?block=50ms&claimAfter=10m";
        CamelContext first = route("one", "redis-stream:in" + slow, this::see);
        String later =
                Long.toString(System.currentTimeMillis() + Duration.ofHours(1).toMillis());
        commands.xadd("in", Map.of("body", "later", "due", later));
        add("in", "now");
        assertThat(next()).isEqualTo("now");
        await(
                "only the later one is left",
                () -> commands.xpending("in", "quotewell").getCount() == 1);

        first.stop();

        try (StreamReader other = streams.reader("in", "quotewell", "two")) {
            assertThat(other.claim(Duration.ofMinutes(10), 10)).hasSize(1);
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void an_entry_is_not_worked_on_before_it_is_due() throws Exception {
        route("one", "redis-stream:in" + FAST, this::see);
        long due = System.currentTimeMillis() + 500;

        commands.xadd("in", Map.of("body", "later", "due", Long.toString(due)));
        add("in", "now");

        assertThat(next()).isEqualTo("now");
        assertThat(next()).isEqualTo("later");
        assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(due);
    }

    @Test
    void a_message_whose_id_is_in_work_elsewhere_is_never_buried_for_it() throws Exception {
        route("one", "redis-stream:in" + FAST + "&maxDeliveries=2", exchange -> {
            see(exchange);
            if (exchange.getMessage().getHeader(RedisStreamConstants.DELIVERIES, Long.class) < 5) {
                throw new StillInWorkException("r-1");
            }
        });

        add("in", "a");

        assertThat(List.of(next(), next(), next(), next(), next())).containsOnly("a");
        assertThat(commands.xlen("dlq")).isZero();
    }

    @Test
    void a_dead_letter_tells_its_reason_its_stack_and_its_history() throws Exception {
        route("one", "redis-stream:in" + FAST + "&maxDeliveries=3", exchange -> {
            throw new IllegalStateException(
                    "it bites " + exchange.getMessage().getHeader(RedisStreamConstants.DELIVERIES));
        });
        add("in", "poison");

        StreamEntry letter;
        try (StreamReader reader = streams.reader("dlq", "operator", "me")) {
            List<StreamEntry> letters = List.of();
            while (letters.isEmpty()) {
                letters = reader.next(1, Duration.ofSeconds(5));
            }
            letter = letters.get(0);
        }
        assertThat(text(letter, "reason")).isEqualTo("it bites 3");
        assertThat(text(letter, "stack"))
                .startsWith("java.lang.IllegalStateException: it bites 3")
                .contains("\tat ");
        assertThat(text(letter, "history"))
                .contains("delivery 1 at one: it bites 1")
                .contains("delivery 2 at one: it bites 2");
        assertThat(commands.xlen("in")).isZero();
    }

    @Test
    void even_an_error_of_the_jvm_only_costs_its_own_message() throws Exception {
        route("one", "redis-stream:in" + FAST + "&maxDeliveries=1", exchange -> {
            if (exchange.getMessage().getBody(String.class).equals("poison")) {
                throw new StackOverflowError();
            }
            see(exchange);
        });

        add("in", "poison");
        add("in", "good");

        assertThat(next()).isEqualTo("good");
        await("the dead letter", () -> commands.xlen("dlq") == 1);
    }

    @Test
    void nothing_is_read_while_the_bean_says_so() throws Exception {
        AtomicBoolean held = new AtomicBoolean(true);
        CountDownLatch asked = new CountDownLatch(3);
        CamelContext context = context("one");
        BooleanSupplier pressure = () -> {
            asked.countDown();
            return held.get();
        };
        context.getRegistry().bind("pressure", pressure);
        route(context, "redis-stream:in" + FAST + "&pauseWhile=#pressure", this::see);
        add("in", "a");

        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).isEmpty();
        held.set(false);

        assertThat(next()).isEqualTo("a");
    }

    @Test
    void every_group_gets_each_entry_and_it_goes_when_the_last_one_has_it() throws Exception {
        String partition = streams.partitions("out").get(2);
        AtomicBoolean down = new AtomicBoolean(true);
        route("one", "redis-stream:out?partitioned=true&group=slow", exchange -> {
            if (down.get()) {
                seen.add("down");
                throw new IllegalStateException("the sink is down");
            }
            seen.add("slow: " + exchange.getMessage().getBody(String.class));
        });
        add(partition, "a");
        assertThat(next()).isEqualTo("down");

        route("one", "redis-stream:out?partitioned=true&group=quick", exchange -> {
            seen.add("quick: " + exchange.getMessage().getBody(String.class));
        });
        assertThat(nextOf("quick")).isEqualTo("quick: a");
        add(partition, "b");
        assertThat(nextOf("quick")).isEqualTo("quick: b");
        assertThat(commands.xlen(partition)).isEqualTo(2);
        down.set(false);

        assertThat(nextOf("slow")).isEqualTo("slow: a");
        assertThat(nextOf("slow")).isEqualTo("slow: b");
        await("both have both", () -> commands.xlen(partition) == 0);
    }

    private String nextOf(String group) throws InterruptedException {
        String found = next();
        while (found != null && !found.startsWith(group)) {
            found = next();
        }
        return String.valueOf(found);
    }

    @Test
    void a_batch_is_handed_on_whole_and_in_order_and_again_when_it_fails() throws Exception {
        String partition = streams.partitions("out").get(7);
        for (String body : List.of("a", "b", "c")) {
            add(partition, body);
        }
        AtomicBoolean failed = new AtomicBoolean();

        route("one", "redis-stream:out?partitioned=true&batching=true&group=events", exchange -> {
            List<?> bodies = exchange.getMessage().getBody(List.class);
            seen.add(bodies.stream()
                    .map(body -> new String((byte[]) body, StandardCharsets.UTF_8))
                    .collect(Collectors.joining(" ")));
            if (failed.compareAndSet(false, true)) {
                throw new IllegalStateException("the sink is down");
            }
        });

        assertThat(List.of(next(), next())).containsExactly("a b c", "a b c");
        await("all of it is done", () -> commands.xlen(partition) == 0);
    }

    @Test
    void a_stream_of_limited_length_keeps_what_a_group_has_not_read() throws Exception {
        add("replies", "first");
        try (StreamReader reader = streams.reader("replies", "readers", "me")) {
            reader.next(1, Duration.ZERO);
            CamelContext context = context("one");
            context.start();
            for (int i = 0; i < 2_000; i++) {
                context.createProducerTemplate().sendBody("redis-stream:replies?maxLength=10", "r" + i);
            }
            assertThat(commands.xlen("replies")).isEqualTo(2_001);

            List<StreamEntry> entries = reader.next(3_000, Duration.ZERO);
            assertThat(entries).hasSize(2_000);
            reader.done(entries, Set.of());
            assertThat(commands.xpending("replies", "readers").getCount()).isEqualTo(1);
        }
    }

    /** Asks again and again, for a bounded time. */
    private static void await(String what, BooleanSupplier reached) {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain for " + what).isLessThan(until);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
