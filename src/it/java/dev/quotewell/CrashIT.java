package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import dev.quotewell.redis.DurableRedis;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing is lost and nothing answered twice while instances are killed, Redis is restarted and a sink is down: whole
 * processes, a real Redis.
 *
 * <p>The short form runs with the other tests; {@code mvn verify -Pcrash} runs the long one. The seed is printed, and
 * {@code -Dcrash.seed=} gives it again: the same moments and victims, though not the same interleaving.
 */
class CrashIT {

    private static final int KEYS = 500;
    private static final int TTL_SECONDS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final int requests = Integer.getInteger("crash.requests", 3_000);
    private final int seconds = Integer.getInteger("crash.seconds", 15);
    private final int restarts = Integer.getInteger("crash.restarts", 1);
    private final int downSeconds = Integer.getInteger("crash.down", 5);
    private final long seed = Long.getLong("crash.seed", new Random().nextInt(1_000_000));
    private final Random random = new Random(seed);

    @RegisterExtension
    private final Endings endings = new Endings();

    private final List<OtherInstance> instances = new ArrayList<>();
    private final AtomicBoolean failed = new AtomicBoolean();
    private long kills;
    private long resent;

    @Test
    void every_request_is_answered_once_and_every_event_reaches_every_sink_whatever_dies(@TempDir Path directory)
            throws Exception {
        System.out.println("crash test: seed " + seed + " (-Dcrash.seed=" + seed + ")");
        DurableRedis server = endings.add(DurableRedis.start(directory.resolve("redis")));
        CountingProvider provider = endings.add(new CountingProvider());
        EventReceiver receiver = endings.add(new EventReceiver());
        RedisClient client = RedisClient.create(server.uri());
        endings.add(() -> client.shutdown(Duration.ZERO, Duration.ofSeconds(1)));
        RedisCommands<String, String> redis = client.connect().sync();
        Path folder = configuration(directory);
        for (int i = 0; i < 3; i++) {
            instances.add(endings.add(
                    OtherInstance.start("instance-" + i, folder, environment(server, provider, receiver, directory))));
        }
        await("an instance is up", () -> instances.stream().anyMatch(OtherInstance::isReady));

        Instant begun = Instant.now();
        Thread sender = new Thread(() -> send(client), "sender");
        sender.start();
        disturb(server, receiver);
        sender.join();
        await("all requests are answered", () -> answered(redis) >= requests && redis.xlen("qw:requests") == 0);
        await("the outbox is empty", () -> outbox(redis) == 0);
        long took = Duration.between(begun, Instant.now()).toSeconds();

        Map<String, Integer> replies = replies(redis);
        Map<String, List<JsonNode>> sinks = new LinkedHashMap<>();
        sinks.put("stream", inStream(redis));
        sinks.put("file", inFiles(directory.resolve("data/events")));
        sinks.put("webhook", inWebhook(receiver));
        System.out.println("crash test: seed " + seed + ", " + took + " s, " + kills + " kills, " + restarts
                + " restarts of Redis, webhook down " + downSeconds + " s (" + receiver.refused() + " posts refused), "
                + requests + " requests over " + KEYS + " keys (" + resent + " sent again), " + replies.size()
                + " replies, upstream calls " + provider.calls() + ", events "
                + sinks.entrySet().stream()
                        .map(sink -> sink.getKey() + " " + sink.getValue().size() + " ("
                                + ids(sink.getValue()).size() + " distinct)")
                        .toList());

        assertThat(failed).as("the sender").isFalse();
        assertThat(replies).hasSize(requests);
        assertThat(replies.values()).as("replies of each request").containsOnly(1);
        assertThat(redis.xlen("qw:dlq")).as("dead letters").isZero();
        assertThat(redis.xpending("qw:requests", "quotewell").getCount())
                .as("pending")
                .isZero();
        assertThat(redis.xlen("qw:requests")).isZero();
        for (String group : List.of("events", "events-file", "events-webhook")) {
            IntStream.range(0, 16)
                    .mapToObj(CrashIT::partition)
                    .forEach(partition -> assertThat(
                                    redis.xpending(partition, group).getCount())
                            .as(group + " pending in " + partition)
                            .isZero());
        }
        Set<String> all = ids(sinks.get("stream"));
        assertThat(all).isNotEmpty();
        sinks.forEach((sink, events) -> {
            assertThat(ids(events)).as("the events of the " + sink).isEqualTo(all);
            assertInOrder(sink, events);
        });
        assertEntriesHaveTheirEvents(redis, sinks.get("stream"));
        // A window begins with a load, so of a time of n windows at most n + 1 begin.
        long windows = took / TTL_SECONDS + 1;
        provider.callsBySymbol()
                .forEach((symbol, calls) ->
                        assertThat(calls.get()).as("calls for " + symbol).isLessThanOrEqualTo(windows + kills));
        assertThat(provider.calls()).as("upstream calls").isLessThanOrEqualTo(windows * KEYS + kills);
    }

    /** Routes and configuration as they ship, but for short times. */
    static Path configuration(Path directory) throws IOException {
        Path folder = directory.resolve("instances");
        TestTree.copy(Path.of("config"), folder.resolve("config"));
        TestTree.copy(Path.of("routes"), folder.resolve("routes"));
        edit(
                folder.resolve("routes/quote.camel.yaml"),
                text -> text.replaceAll("ttl: \\w+", "ttl: " + TTL_SECONDS + "s")
                        .replaceAll(" +ttlWhenClosed: .*\n", "")
                        .replaceAll(" +jitter: .*\n", ""));
        edit(
                folder.resolve("config/application.properties"),
                text -> text + "\nrequests.claim-after = 3s\nschedule.us-shares.cron = 0 0 0 1 1 ? 2099\n");
        return folder;
    }

    static void edit(Path file, java.util.function.UnaryOperator<String> change) throws IOException {
        String before = Files.readString(file);
        String after = change.apply(before);
        assertThat(after).as(file + " is edited").isNotEqualTo(before);
        Files.writeString(file, after);
    }

    static Map<String, String> environment(
            DurableRedis server, CountingProvider provider, EventReceiver receiver, Path directory) {
        return Map.of(
                "QUOTEWELL_API_PORT",
                "0",
                "QUOTEWELL_API_MANAGEMENT_PORT",
                "0",
                "QUOTEWELL_REDIS_URI",
                server.uri(),
                "QUOTEWELL_UPSTREAM",
                provider.url().toString(),
                "QUOTEWELL_UPSTREAM_PROVIDERS",
                "finnhub",
                "QUOTEWELL_UPSTREAM_BUDGETS",
                "false",
                "QUOTEWELL_BREAKER_AFTER",
                "1000",
                "QUOTEWELL_DATA",
                directory.resolve("data").toString(),
                "EVENTS_WEBHOOK_URL",
                receiver.url(),
                "EVENTS_WEBHOOK_SECRET",
                "whsec_"
                        + java.util.Base64.getEncoder()
                                .encodeToString("a secret of this test, no other"
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    static String symbol(int number) {
        return "Q" + (char) ('A' + number / 26) + (char) ('A' + number % 26);
    }

    /** Adds the requests at a steady pace; what may have got lost is sent again, so some come twice. */
    private void send(RedisClient client) {
        long pause = Duration.ofSeconds(seconds).toNanos() / requests;
        long begun = System.nanoTime();
        try {
            RedisCommands<String, String> redis = client.connect().sync();
            for (int i = 0; i < requests; i++) {
                // Now and then several keys.
                String more = i % 10 == 0 ? "\",\"" + symbol((i + 7) % KEYS) + "\",\"" + symbol((i + 77) % KEYS) : "";
                String body = "{\"id\":\"r-" + i + "\",\"dataset\":\"quote\",\"keys\":[\"" + symbol(i % KEYS) + more
                        + "\"],\"payload\":" + i + "}";
                add(redis, body);
                if (i % 50 == 0) {
                    add(redis, body);
                    resent++;
                }
                long early = begun + i * pause - System.nanoTime();
                if (early > 0) {
                    LockSupport.parkNanos(early);
                }
            }
        } catch (RuntimeException e) {
            failed.set(true);
            throw e;
        }
    }

    private void add(RedisCommands<String, String> redis, String body) {
        while (true) {
            try {
                redis.xadd("qw:requests", Map.of("body", body));
                return;
            } catch (RedisException e) {
                resent++;
                LockSupport.parkNanos(50_000_000);
            }
        }
    }

    /** A victim each second at a random moment of it: one that is up, since one that only starts has nothing in hand. */
    private void disturb(DurableRedis server, EventReceiver receiver) {
        Set<Integer> restartAt = new HashSet<>();
        for (int i = 1; i <= restarts; i++) {
            restartAt.add(seconds * i / (restarts + 1));
        }
        int downFrom = seconds / 4;
        for (int second = 0; second < seconds; second++) {
            long until = System.nanoTime() + 1_000_000_000L;
            receiver.down(second >= downFrom && second < downFrom + downSeconds);
            LockSupport.parkNanos(random.nextInt(900_000_000));
            int chosen = random.nextInt(instances.size());
            IntStream.range(0, instances.size())
                    .mapToObj(i -> instances.get((chosen + i) % instances.size()))
                    .filter(OtherInstance::isReady)
                    .findFirst()
                    .ifPresent(victim -> {
                        victim.killAndStart();
                        kills++;
                    });
            if (restartAt.contains(second)) {
                server.restart();
            }
            long left = until - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(left);
            }
        }
        receiver.down(false);
    }

    private static long answered(RedisCommands<String, String> redis) {
        return redis.xlen("qw:replies");
    }

    private static String partition(int number) {
        return String.format("qw:outbox:{%02d}", number);
    }

    private static long outbox(RedisCommands<String, String> redis) {
        return IntStream.range(0, 16)
                .mapToObj(CrashIT::partition)
                .mapToLong(redis::xlen)
                .sum();
    }

    private static void each(RedisCommands<String, String> redis, String stream, Consumer<JsonNode> body) {
        Range<String> range = Range.unbounded();
        List<StreamMessage<String, String>> page = redis.xrange(stream, range, Limit.from(1_000));
        while (!page.isEmpty()) {
            page.forEach(entry -> body.accept(json(entry.getBody().getOrDefault("body", "{}"))));
            Range.Boundary<String> after =
                    Range.Boundary.excluding(page.get(page.size() - 1).getId());
            page = redis.xrange(stream, Range.from(after, Range.Boundary.unbounded()), Limit.from(1_000));
        }
    }

    private static Map<String, Integer> replies(RedisCommands<String, String> redis) {
        Map<String, Integer> replies = new HashMap<>();
        each(redis, "qw:replies", reply -> {
            assertThat(reply.path("results").path(0).path("status").asInt())
                    .as(reply.toString())
                    .isEqualTo(200);
            assertThat("r-" + reply.path("payload")).isEqualTo(reply.path("id").textValue());
            replies.merge(reply.path("id").textValue(), 1, Integer::sum);
        });
        return replies;
    }

    private static List<JsonNode> inStream(RedisCommands<String, String> redis) {
        List<JsonNode> events = new ArrayList<>();
        each(redis, "qw:events", events::add);
        return events;
    }

    private static List<JsonNode> inFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<JsonNode> events = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                Files.readAllLines(file).forEach(line -> events.add(json(line)));
            }
            return events;
        }
    }

    private static List<JsonNode> inWebhook(EventReceiver receiver) {
        List<JsonNode> events = new ArrayList<>();
        receiver.batches().forEach(batch -> json(batch).forEach(events::add));
        return events;
    }

    private static Set<String> ids(List<JsonNode> events) {
        Set<String> ids = new HashSet<>();
        events.forEach(event -> ids.add(event.path("id").textValue()));
        return ids;
    }

    /** What comes again is known by its id; what is new is newer than all before, of its key. */
    private static void assertInOrder(String sink, List<JsonNode> events) {
        Set<String> seen = new HashSet<>();
        Map<String, Instant> newest = new HashMap<>();
        for (JsonNode event : events) {
            if (seen.add(event.path("id").textValue())) {
                Instant time = Instant.parse(event.path("time").textValue());
                Instant before = newest.put(event.path("subject").textValue(), time);
                assertThat(before == null || !time.isBefore(before))
                        .as(sink + ": " + event + " after " + before)
                        .isTrue();
            }
        }
    }

    private static void assertEntriesHaveTheirEvents(RedisCommands<String, String> redis, List<JsonNode> events) {
        Map<String, JsonNode> last = new HashMap<>();
        events.forEach(event -> last.merge(
                event.path("subject").textValue(),
                event,
                (one, other) -> one.path("time")
                                        .textValue()
                                        .compareTo(other.path("time").textValue())
                                > 0
                        ? one
                        : other));
        for (String name : redis.keys("qw:quote:*:{??}")) {
            String key = name.split(":", -1)[2];
            String entry = redis.get(name);
            assertThat(entry)
                    .as(name)
                    .contains(last.getOrDefault(key, json("{}"))
                            .path("data")
                            .path("price")
                            .asText("no event"));
        }
    }

    static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /** Asks again and again, for a bounded time. */
    private void await(String what, BooleanSupplier reached) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("seed " + seed + ": waited in vain until " + what)
                    .isLessThan(until);
            LockSupport.parkNanos(50_000_000);
        }
    }
}
