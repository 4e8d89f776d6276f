package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.redis.DurableRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same as {@link CrashIT} with Kafka as intake and output: instances are killed and the broker is stopped for a
 * while. A second reply may come, with the same id, but only for what an instance that was killed had in hand.
 */
class KafkaCrashIT {

    private static final int PARTITIONS = 6;
    private static final int DOWN_SECONDS = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** What one instance works on at once: its consumers' batches, as the route has them. */
    private static final int IN_HAND = 4 * 64;

    private final int requests = Integer.getInteger("crash.kafka.requests", 1_000);
    private final int kills = Integer.getInteger("crash.kafka.kills", 2);
    private final long seed = Long.getLong("crash.seed", new Random().nextInt(1_000_000));
    private final Random random = new Random(seed);

    @RegisterExtension
    private final Endings endings = new Endings();

    private final List<OtherInstance> instances = new ArrayList<>();

    @Test
    void no_request_is_without_a_reply_and_only_what_was_in_hand_at_a_kill_has_two(@TempDir Path directory)
            throws Exception {
        System.out.println("Kafka crash test: seed " + seed + " (-Dcrash.seed=" + seed + ")");
        DurableRedis redis = endings.add(DurableRedis.start(directory.resolve("redis")));
        CountingProvider provider = endings.add(new CountingProvider());
        EventReceiver receiver = endings.add(new EventReceiver());
        KafkaServer kafka = endings.add(KafkaServer.start(directory.resolve("kafka")));
        for (String topic : List.of("requests", "replies", "events", "dlq")) {
            kafka.createTopic("quotewell." + topic, PARTITIONS, Map.of());
        }
        Map<String, String> environment = new HashMap<>(CrashIT.environment(redis, provider, receiver, directory));
        Path folder = CrashIT.configuration(directory);
        CrashIT.edit(
                folder.resolve("config/application-kafka.properties"),
                text -> text.replace("brokers = localhost:9092", "brokers = " + kafka.address())
                        .replace("session-timeout-ms = 15000", "session-timeout-ms = 6000"));
        for (int i = 0; i < 2; i++) {
            instances.add(endings.add(OtherInstance.start("instance-" + i, folder, environment, "--profile", "kafka")));
        }
        await("both instances are up", () -> instances.stream().allMatch(OtherInstance::isReady));
        KafkaTopic replies = endings.add(new KafkaTopic(kafka, "quotewell.replies"));
        KafkaTopic events = endings.add(new KafkaTopic(kafka, "quotewell.events"));
        KafkaTopic deadLetters = endings.add(new KafkaTopic(kafka, "quotewell.dlq"));

        Instant begun = Instant.now();
        AtomicLong sent = new AtomicLong();
        Thread sender = new Thread(() -> send(kafka.address(), sent), "sender");
        sender.start();
        int done = 0;
        for (int kill = 0; kill < kills; kill++) {
            await("some are answered", () -> sent.get() > 0);
            LockSupport.parkNanos(
                    Duration.ofMillis(1_000 + random.nextInt(2_000)).toNanos());
            OtherInstance victim = instances.get(random.nextInt(instances.size()));
            if (victim.isReady()) {
                victim.killAndStart();
                done++;
            }
            if (kill == 0) {
                kafka.stop();
                LockSupport.parkNanos(Duration.ofSeconds(DOWN_SECONDS).toNanos());
                kafka.startAgain();
            }
        }
        sender.join();
        Map<String, Integer> byId = new HashMap<>();
        await("all requests are answered", () -> {
            byId.clear();
            replies.all().forEach(record -> byId.merge(id(record.value()), 1, Integer::sum));
            return byId.size() >= requests;
        });
        long twice = byId.values().stream().filter(count -> count > 1).count();
        System.out.println("Kafka crash test: seed " + seed + ", "
                + Duration.between(begun, Instant.now()).toSeconds() + " s, " + done + " kills, broker stopped "
                + DOWN_SECONDS + " s, " + requests + " requests, " + byId.size() + " answered, " + twice
                + " of them more than once, events " + events.all().size() + ", upstream calls " + provider.calls());

        assertThat(byId).hasSize(requests);
        assertThat(twice).as("answered more than once").isLessThanOrEqualTo((long) done * IN_HAND);
        assertThat(deadLetters.all()).isEmpty();
        assertThat(events.all()).isNotEmpty();
    }

    private static String id(String reply) {
        JsonNode json = CrashIT.json(reply);
        assertThat(json.path("results").path(0).path("status").asInt())
                .as(reply)
                .isEqualTo(200);
        return json.path("id").textValue();
    }

    /** The client itself sends again what the broker did not take. */
    private void send(String address, AtomicLong sent) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", address, "acks", "all", "max.block.ms", 60_000, "delivery.timeout.ms", 120_000);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < requests; i++) {
                String symbol = CrashIT.symbol(i % 500);
                producer.send(new ProducerRecord<>(
                        "quotewell.requests",
                        symbol,
                        "{\"id\":\"k-" + i + "\",\"dataset\":\"quote\",\"keys\":[\"" + symbol + "\"]}"));
                sent.incrementAndGet();
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    private void await(String what, BooleanSupplier reached) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("seed " + seed + ": waited in vain until " + what)
                    .isLessThan(until);
            LockSupport.parkNanos(200_000_000);
        }
    }
}
