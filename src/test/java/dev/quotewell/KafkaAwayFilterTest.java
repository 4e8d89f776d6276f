package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import org.junit.jupiter.api.Test;

class KafkaAwayFilterTest {

    private static final String CLIENT = "org.apache.kafka.clients.NetworkClient";

    private final KafkaAwayFilter filter = new KafkaAwayFilter();

    private FilterReply decide(String logger, Level level, long atMillis) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerName(logger);
        event.setLevel(level);
        event.setTimeStamp(atMillis);
        return filter.decide(event);
    }

    @Test
    void that_a_broker_is_away_is_told_once_a_minute() {
        assertThat(decide(CLIENT, Level.WARN, 1_000_000)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide(CLIENT, Level.WARN, 1_000_001)).isEqualTo(FilterReply.DENY);
        assertThat(decide(CLIENT, Level.WARN, 1_059_999)).isEqualTo(FilterReply.DENY);
        assertThat(decide(CLIENT, Level.WARN, 1_060_000)).isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void all_else_is_told_whenever_it_happens() {
        decide(CLIENT, Level.WARN, 1_000_000);

        assertThat(decide("dev.quotewell.Application", Level.WARN, 1_000_001)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide(CLIENT, Level.ERROR, 1_000_001)).isEqualTo(FilterReply.NEUTRAL);
    }
}
