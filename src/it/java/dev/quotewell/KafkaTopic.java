package dev.quotewell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Everything that came into a topic since it was made, as anybody may read it. For one thread. */
final class KafkaTopic implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String name;
    private final KafkaConsumer<String, String> consumer;
    private final List<ConsumerRecord<String, String>> records = new ArrayList<>();

    KafkaTopic(KafkaServer server, String name) {
        this.name = name;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", server.address(), "fetch.max.wait.ms", 100),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.assign(partitions());
        consumer.seekToBeginning(partitions());
    }

    private List<TopicPartition> partitions() {
        return consumer.partitionsFor(name).stream()
                .map(partition -> new TopicPartition(name, partition.partition()))
                .toList();
    }

    /** The first such record, waited for. */
    ConsumerRecord<String, String> await(Predicate<ConsumerRecord<String, String>> wanted) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        int seen = 0;
        while (true) {
            for (; seen < records.size(); seen++) {
                if (wanted.test(records.get(seen))) {
                    return records.get(seen);
                }
            }
            if (System.nanoTime() > until) {
                throw new AssertionError("Nothing such came into " + name + " among " + records.size() + " records");
            }
            poll();
        }
    }

    ConsumerRecord<String, String> awaitKey(String key) {
        return await(found -> key.equals(found.key()));
    }

    /** What is in it now. */
    List<ConsumerRecord<String, String>> all() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll();
        }
        return List.copyOf(records);
    }

    /** The end of each partition. */
    Map<TopicPartition, Long> ends() {
        return consumer.endOffsets(partitions());
    }

    private void poll() {
        ConsumerRecords<String, String> polled = consumer.poll(Duration.ofMillis(200));
        polled.forEach(records::add);
    }

    static String header(ConsumerRecord<?, ?> from, String name) {
        var header = from.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
