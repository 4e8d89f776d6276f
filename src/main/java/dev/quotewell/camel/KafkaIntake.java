package dev.quotewell.camel;

import dev.quotewell.message.InvalidRequestException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bean {@code kafka-intake}: what a route does with records of a Kafka topic besides answering them. The headers of a
 * record reach nobody: what goes out has the headers that are set here, and no others. Safe for many threads.
 */
public final class KafkaIntake {

    private static final Logger log = LoggerFactory.getLogger(KafkaIntake.class);

    private static final String RECORD = "QuotewellKafkaRecord";

    /**
     * To be the first step for one record of a batch: keeps the record and its place, and leaves the route the value
     * alone.
     *
     * @throws InvalidRequestException the record has no value
     */
    public void open(Exchange exchange) {
        Exchange record = exchange.getMessage().getBody(Exchange.class);
        Object value = record.getMessage().getBody();
        exchange.setProperty(RECORD, record);
        exchange.setProperty(RedisIdempotentRepository.TOKEN, place(commitOf(record)));
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(value);
        if (value == null) {
            throw new InvalidRequestException("The record has no value");
        }
    }

    private static DefaultKafkaManualCommit commitOf(Exchange record) {
        DefaultKafkaManualCommit commit =
                record.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT, DefaultKafkaManualCommit.class);
        if (commit == null) {
            throw new IllegalStateException(
                    "The intake of the route commits by itself: it must have allowManualCommit=true");
        }
        return commit;
    }

    private static String place(DefaultKafkaManualCommit commit) {
        return commit.getTopicName() + "/" + commit.getPartition().partition() + "/" + commit.getRecordOffset();
    }

    /** The message goes out under the id of its request. */
    public void key(Exchange exchange) {
        Message message = exchange.getMessage();
        String id = message.getHeader(RequestMessages.REQUEST_ID, String.class);
        message.removeHeaders("*");
        message.setHeader(KafkaConstants.KEY, id);
    }

    /** The record's value as it was; headers {@code reason}, {@code topic}, {@code partition}, {@code offset}. */
    public void deadLetter(Exchange exchange) {
        Exchange record = exchange.getProperty(RECORD, Exchange.class);
        DefaultKafkaManualCommit commit = commitOf(record);
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        String reason = failure == null ? "unknown" : StreamWork.reason(failure);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(record.getMessage().getBody());
        message.setHeader("reason", reason);
        message.setHeader("topic", commit.getTopicName());
        message.setHeader("partition", Integer.toString(commit.getPartition().partition()));
        message.setHeader("offset", Long.toString(commit.getRecordOffset()));
        log.warn("Record {} becomes a dead letter: {}", place(commit), reason);
    }

    /**
     * To be the last step for a batch: the group will not be given its records again. When that cannot be said to the
     * broker they may come again, and are known then; so the route has ended well all the same.
     */
    public void commit(Exchange exchange) {
        Map<TopicPartition, DefaultKafkaManualCommit> last = new HashMap<>();
        for (Object record : exchange.getMessage().getBody(List.class)) {
            DefaultKafkaManualCommit commit = commitOf((Exchange) record);
            last.merge(commit.getPartition(), commit, KafkaIntake::later);
        }
        for (DefaultKafkaManualCommit commit : last.values()) {
            try {
                commit.commit();
            } catch (KafkaException e) {
                log.warn(
                        "Records up to {} are worked off, but may come again: {}", place(commit), StreamWork.reason(e));
            }
        }
    }

    private static DefaultKafkaManualCommit later(DefaultKafkaManualCommit one, DefaultKafkaManualCommit other) {
        return one.getRecordOffset() > other.getRecordOffset() ? one : other;
    }
}
