package dev.quotewell;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.atomic.AtomicLong;

/**
 * For the log: that a Kafka broker cannot be reached is told once a minute. Each of an instance's clients would tell it
 * every second. Safe for many threads.
 */
public final class KafkaAwayFilter extends Filter<ILoggingEvent> {

    private static final String CLIENT = "org.apache.kafka.clients.NetworkClient";
    private static final long EVERY_MILLIS = 60_000;

    private final AtomicLong toldAtMillis = new AtomicLong();

    @Override
    public FilterReply decide(ILoggingEvent event) {
        if (!event.getLoggerName().equals(CLIENT) || event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            return FilterReply.NEUTRAL;
        }
        long before = toldAtMillis.get();
        long now = event.getTimeStamp();
        return now - before >= EVERY_MILLIS && toldAtMillis.compareAndSet(before, now)
                ? FilterReply.NEUTRAL
                : FilterReply.DENY;
    }
}
