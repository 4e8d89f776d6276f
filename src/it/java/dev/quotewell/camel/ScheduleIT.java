package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.quotewell.market.Markets;
import dev.quotewell.message.Streams;
import dev.quotewell.message.StreamsUnavailableException;
import dev.quotewell.provider.Datasets;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.redis.RedisAddress;
import dev.quotewell.redis.RedisConnection;
import dev.quotewell.redis.RedisKeys;
import dev.quotewell.redis.RedisStreams;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What the component {@code schedule} promises, against a real Redis; an instance is a Camel context. */
class ScheduleIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SECONDS = Integer.getInteger("schedule.it.seconds", 20);
    private static final String KEY = "qw:schedule:mine";
    private static final String EACH_SECOND = "cron=RAW(* * * * * ?)&overlap=queue";
    private static final String EACH_QUARTER = "cron=RAW(0 0/15 * * * ?)";
    private static final Processor WELL = exchange -> {};

    private static EmbeddedRedis server;
    private static RedisConnection redis;
    private static RedisClient observer;
    private static StatefulRedisConnection<String, String> connection;

    private final List<CamelContext> contexts = new ArrayList<>();
    private RedisCommands<String, String> commands;

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
        commands.flushall();
    }

    @AfterEach
    void end() throws Exception {
        for (CamelContext context : contexts) {
            context.close();
        }
    }

    /** Sends as many messages a tick, the tick as their body, and then does the work. */
    private CamelContext instance(InstantSource clock, String parameters, int messages, Processor work)
            throws Exception {
        return instance(new RedisStreams(redis, new RedisKeys("qw:")), clock, parameters, messages, work);
    }

    private CamelContext instance(Streams streams, InstantSource clock, String parameters, int messages, Processor work)
            throws Exception {
        CamelContext context = new DefaultCamelContext();
        contexts.add(context);
        context.getRegistry().bind("streams", streams);
        context.getRegistry().bind("clock", clock);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("schedule:mine?" + parameters)
                        .process(exchange -> {
                            Instant tick = exchange.getMessage().getHeader(ScheduleConstants.TICK, Instant.class);
                            exchange.getMessage().setBody(Collections.nCopies(messages, tick.toString()));
                        })
                        .split(body())
                        .to("redis-stream:out?transacted=true")
                        .end()
                        .process(work);
            }
        });
        context.start();
        return context;
    }

    private CamelContext instance(InstantSource clock, String parameters) throws Exception {
        return instance(clock, parameters, 1, WELL);
    }

    private static InstantSource at(String time) {
        return InstantSource.fixed(moment(time));
    }

    private static Instant moment(String time) {
        return Instant.parse("2026-11-23T" + time + "Z");
    }

    private void claimed(String time) {
        commands.set(KEY, Long.toString(moment(time).toEpochMilli()));
    }

    /** What is in the stream once it is as we want it. */
    private List<StreamMessage<String, String>> entries(Predicate<List<StreamMessage<String, String>>> wanted) {
        List<StreamMessage<String, String>> all = new ArrayList<>();
        String last = "0";
        while (!wanted.test(all)) {
            @SuppressWarnings("unchecked")
            List<StreamMessage<String, String>> more =
                    commands.xread(XReadArgs.Builder.block(PATIENCE), XReadArgs.StreamOffset.from("out", last));
            assertThat(more).as("entries after %s", all).isNotEmpty();
            all.addAll(more);
            last = all.get(all.size() - 1).getId();
        }
        return all;
    }

    private List<Instant> ticks(Predicate<List<Instant>> wanted) {
        return ticksOf(entries(all -> wanted.test(ticksOf(all))));
    }

    private static List<Instant> ticksOf(List<StreamMessage<String, String>> entries) {
        return entries.stream()
                .map(entry -> Instant.parse(entry.getBody().get("body")))
                .toList();
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still not: %s", what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static void assertEachOnce(List<Instant> ticks) {
        for (int i = 1; i < ticks.size(); i++) {
            assertThat(ticks.get(i)).isEqualTo(ticks.get(i - 1).plusSeconds(1));
        }
    }

    @Test
    void three_instances_run_each_tick_once_also_when_one_of_them_is_stopped() throws Exception {
        Set<String> atWork = ConcurrentHashMap.newKeySet();
        for (String name : List.of("one", "two", "three")) {
            instance(InstantSource.system(), EACH_SECOND, 1, exchange -> atWork.add(name));
        }
        ticks(all -> all.size() >= SECONDS / 2);
        contexts.get(0).close();

        List<Instant> ticks = ticks(all -> all.size() >= SECONDS);

        assertEachOnce(ticks);
        assertThat(atWork).hasSizeGreaterThan(1);
    }

    @Test
    void a_tick_that_ends_before_its_claim_is_run_by_another_instance_with_all_its_messages() throws Exception {
        AtomicInteger failed = new AtomicInteger();
        instance(InstantSource.system(), EACH_SECOND, 3, exchange -> {
            failed.incrementAndGet();
            throw new IllegalStateException("the end");
        });
        await("the first instance fails", () -> failed.get() > 0);
        assertThat(commands.exists(KEY, "out")).isZero();

        instance(InstantSource.system(), EACH_SECOND, 3, WELL);

        List<Instant> ticks = ticks(all -> all.size() >= 15);
        assertThat(ticks)
                .allSatisfy(
                        tick -> assertThat(ticks.stream().filter(tick::equals)).hasSize(3));
        assertEachOnce(ticks.stream().distinct().toList());
    }

    @Test
    void a_tick_that_failed_is_tried_again_while_it_is_on_time() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        claimed("12:00:00");

        instance(at("12:15:00.100"), EACH_QUARTER, 1, exchange -> {
            if (tries.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
        });

        assertThat(ticks(all -> !all.isEmpty())).containsExactly(moment("12:15:00"));
        assertThat(tries).hasValue(3);
    }

    @Test
    void a_tick_whose_answer_was_lost_on_the_way_is_not_run_twice() throws Exception {
        claimed("12:00:00");
        AtomicInteger asked = new AtomicInteger();
        Streams streams = new RedisStreams(redis, new RedisKeys("qw:"));
        // Everything arrives in Redis; the first answer to a claim does not come back.
        Streams forgetful = (Streams) Proxy.newProxyInstance(
                Streams.class.getClassLoader(), new Class<?>[] {Streams.class}, (proxy, method, arguments) -> {
                    Object answer = method.invoke(streams, arguments);
                    boolean lost = method.getName().equals("commit") && asked.get() == 1;
                    if (method.getName().equals("number")) {
                        asked.incrementAndGet();
                    }
                    return lost
                            ? ((CompletionStage<?>) answer).thenApply(made -> {
                                throw new StreamsUnavailableException("lost", new IOException());
                            })
                            : answer;
                });
        instance(forgetful, at("12:15:00.100"), EACH_QUARTER + "&overlap=queue", 1, WELL);
        await("it looks again", () -> asked.get() > 1);

        instance(at("12:30:00.100"), EACH_QUARTER + "&overlap=queue");

        assertThat(ticks(all -> all.contains(moment("12:30:00"))))
                .containsExactly(moment("12:15:00"), moment("12:30:00"));
    }

    @ParameterizedTest
    @CsvSource({
        "skip,                    12:15",
        "runOnce,                 12:00 12:15",
        "catchUp,                 11:15 11:30 11:45 12:00 12:15",
    })
    void ticks_that_were_missed_while_all_were_stopped_are_treated_as_told(String missedRun, String run)
            throws Exception {
        claimed("11:00:00");

        instance(at("12:15:00.100"), EACH_QUARTER + "&overlap=queue&missedRun=" + missedRun);

        assertThat(ticks(all -> all.contains(moment("12:15:00"))))
                .extracting(tick -> tick.toString().substring(11, 16))
                .containsExactly(run.split(" ", -1));
    }

    @Test
    void a_tick_is_skipped_while_messages_of_an_earlier_one_are_in_the_stream() throws Exception {
        claimed("12:00:00");
        String open = commands.xadd("out", Map.of("body", "12:00", "schedule", "mine"));
        instance(at("12:15:00.100"), EACH_QUARTER);
        String tick = Long.toString(moment("12:15:00").toEpochMilli());
        await("the tick is claimed", () -> tick.equals(commands.get(KEY)));
        assertThat(commands.xlen("out")).isOne();

        commands.xdel("out", open);
        instance(at("12:30:00.100"), EACH_QUARTER);

        assertThat(ticks(all -> !all.isEmpty())).containsExactly(moment("12:30:00"));
    }

    @Test
    void messages_of_others_are_in_no_tick_s_way() throws Exception {
        claimed("12:00:00");
        commands.xadd("out", Map.of("body", moment("11:00:00").toString(), "schedule", "another"));

        instance(at("12:15:00.100"), EACH_QUARTER);

        assertThat(ticks(all -> all.size() > 1)).endsWith(moment("12:15:00"));
    }

    @Test
    void the_messages_of_a_tick_become_due_evenly_over_the_spread() throws Exception {
        claimed("12:00:00");

        instance(at("12:15:00.100"), EACH_QUARTER + "&spread=40s", 4, WELL);

        assertThat(entries(all -> all.size() == 4))
                .extracting(entry ->
                        Instant.ofEpochMilli(Long.parseLong(entry.getBody().get("due"))))
                .containsExactly(moment("12:15:00"), moment("12:15:10"), moment("12:15:20"), moment("12:15:30"));
    }

    /** The route as it ships, its schedule never run before 15:00. */
    private void shipped(Path watchlists) throws Exception {
        commands.set("qw:schedule:us-shares", Long.toString(moment("14:59:00").toEpochMilli()));
        CamelContext context = new DefaultCamelContext();
        contexts.add(context);
        context.getRegistry().bind("streams", new RedisStreams(redis, new RedisKeys("qw:")));
        context.getRegistry().bind("clock", at("15:00:00.100"));
        context.getRegistry().bind("markets", Markets.read(Path.of("config/markets")));
        context.getRegistry().bind("watchlists", new Watchlists(watchlists, Datasets.read(Path.of("config/datasets"))));
        context.getPropertiesComponent().addInitialProperty("quotewell.redis.prefix", "");
        context.getPropertiesComponent().addInitialProperty("schedule.us-shares.cron", "0 * * * * ?");
        Resource file =
                PluginHelper.getResourceLoader(context).resolveResource("file:routes/schedule-us-shares.camel.yaml");
        PluginHelper.getRoutesLoader(context).loadRoutes(file);
        context.start();
    }

    private String nextScheduled() {
        @SuppressWarnings("unchecked")
        List<StreamMessage<String, String>> entries =
                commands.xread(XReadArgs.Builder.block(PATIENCE), XReadArgs.StreamOffset.from("scheduled", "0"));
        assertThat(entries).hasSize(1);
        return entries.get(0).getBody().getOrDefault("body", "");
    }

    @Test
    void the_shipped_schedule_asks_for_the_shipped_watchlist() throws Exception {
        shipped(Path.of("config/watchlists"));

        assertThat(nextScheduled()).contains("\"schedule/us-shares/2026-11-23T15:00:00Z/0\"", "\"AAPL\"");
    }

    @Test
    void a_broken_watchlist_is_told_in_one_line_and_a_correction_within_the_grace_holds(@TempDir Path folder)
            throws Exception {
        Path list = folder.resolve("us-shares.yaml");
        Files.writeString(list, "dataset: quotes\nkeys: A");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(ScheduleConsumer.class);
        logger.addAppender(log);
        try {
            shipped(folder);
            await("the fault is told", () -> !log.list.isEmpty());

            Files.writeString(list, "dataset: quote\nkeys: [A]");

            assertThat(nextScheduled()).contains("15:00:00Z/0");
            assertThat(log.list).hasSize(1);
            assertThat(log.list.get(0).getFormattedMessage())
                    .contains("us-shares.yaml:1: found quotes", "us-shares.yaml:2: found no list", "tried again")
                    .doesNotContain("\n");
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void without_a_spread_nothing_is_delayed() throws Exception {
        claimed("12:00:00");

        instance(at("12:15:00.100"), EACH_QUARTER);

        assertThat(entries(all -> !all.isEmpty()).get(0).getBody())
                .isEqualTo(Map.of("body", "2026-11-23T12:15:00Z", "schedule", "mine"));
    }
}
