package dev.quotewell.message;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a stream, as it was delivered to a consumer.
 *
 * @param fields as they were added; values are bytes, since nobody promises that they are text
 * @param deliveries how often it was handed to a consumer, this time included; at least 1
 */
public record StreamEntry(String stream, String id, Map<String, byte[]> fields, long deliveries) {

    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    /** The field that carries the message. */
    public static final String BODY = "body";

    /** The field that says when work may begin, in decimal milliseconds since 1970; without it, at once. */
    public static final String DUE = "due";

    /** The field that tells which schedule it comes from; absent for others. */
    public static final String SCHEDULE = "schedule";

    public StreamEntry {
        fields = Map.copyOf(fields);
    }

    /** How long work on it has to wait; never negative. What is no number of milliseconds is no reason to wait. */
    public Duration dueIn(Instant now) {
        byte[] due = fields.get(DUE);
        if (due == null) {
            return Duration.ZERO;
        }
        try {
            long millis = Long.parseLong(new String(due, StandardCharsets.US_ASCII)) - now.toEpochMilli();
            return Duration.ofMillis(Math.max(0, Math.min(millis, LONGEST_WAIT.toMillis())));
        } catch (NumberFormatException e) {
            return Duration.ZERO;
        }
    }

    public byte @Nullable [] body() {
        return fields.get(BODY);
    }
}
