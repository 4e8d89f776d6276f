package dev.quotewell.market;

import java.time.Instant;
import java.time.LocalDate;

/**
 * The regular trading of one trading day, lunch breaks included. The date is the market's own; for a day that begins
 * the evening before (foreign exchange) it is the day on which it ends.
 */
public record Session(LocalDate date, Instant open, Instant close) {

    public Session {
        if (!open.isBefore(close)) {
            throw new IllegalArgumentException(
                    "a session from " + open + " to " + close + ", it must open before it closes");
        }
    }
}
