package dev.quotewell.camel;

import dev.quotewell.message.InvalidRequestException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bean {@code kafka-intake}: what a route does with a record of a Kafka topic besides answering it. The headers of a
 * record reach nobody, and those of a step no other record: what goes out has the headers that are set here, and no
 * others. Safe for many threads.
 */
public final class KafkaIntake {

    private static final Logger log = LoggerFactory.getLogger(KafkaIntake.class);

    /** Property with a text that is the same at each delivery of a message, and no other message's. */
    static final String MESSAGE_TOKEN = "QuotewellMessageToken";

    private static final String COMMIT = "QuotewellKafkaCommit";
    private static final String VALUE = "QuotewellKafkaValue";

    /**
     * To be the first step: keeps the record and its place, and the route is left with the value alone.
     *
     * @throws InvalidRequestException the record has no value
     */
    public void open(Exchange exchange) {
        Message message = exchange.getMessage();
        DefaultKafkaManualCommit commit =
                message.getHeader(KafkaConstants.MANUAL_COMMIT, DefaultKafkaManualCommit.class);
        if (commit == null) {
            throw new IllegalStateException("The route's intake commits by itself: autoCommitEnable must be false and"
                    + " allowManualCommit true");
        }
        exchange.setProperty(COMMIT, commit);
        exchange.setProperty(VALUE, message.getBody());
        exchange.setProperty(MESSAGE_TOKEN, place(commit));
        message.removeHeaders("*");
        if (message.getBody() == null) {
            throw new InvalidRequestException("The record has no value");
        }
    }

    private static String place(DefaultKafkaManualCommit commit) {
        return commit.getTopicName() + "/" + commit.getPartition().partition() + "/" + commit.getRecordOffset();
    }

    private static DefaultKafkaManualCommit commitOf(Exchange exchange) {
        return exchange.getProperty(COMMIT, DefaultKafkaManualCommit.class);
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
        DefaultKafkaManualCommit commit = commitOf(exchange);
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        String reason = failure == null ? "unknown" : StreamWork.reason(failure);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(exchange.getProperty(VALUE));
        message.setHeader("reason", reason);
        message.setHeader("topic", commit.getTopicName());
        message.setHeader("partition", Integer.toString(commit.getPartition().partition()));
        message.setHeader("offset", Long.toString(commit.getRecordOffset()));
        log.warn("Record {} becomes a dead letter: {}", place(commit), reason);
    }

    /**
     * To be the last step: the group will not be given the record again. When that cannot be said to the broker, the
     * record may come again, and is known then; so the route has ended well all the same.
     */
    public void commit(Exchange exchange) {
        DefaultKafkaManualCommit commit = commitOf(exchange);
        try {
            commit.commit();
        } catch (KafkaException e) {
            log.warn("Record {} is worked off, but may come again: {}", place(commit), StreamWork.reason(e));
        }
    }
}
