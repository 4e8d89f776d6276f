package dev.quotewell.message;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a stream, as it was delivered to a consumer.
 *
 * @param fields as they were added; values are bytes, since nobody promises that they are text
 * @param deliveries how often it was handed to a consumer, this time included; at least 1
 */
public record StreamEntry(String stream, String id, Map<String, byte[]> fields, long deliveries) {

    /** The field that carries the message. */
    public static final String BODY = "body";

    /** The field that tells from when on to work it off: milliseconds since 1970, as digits. Absent for at once. */
    public static final String DUE = "due";

    /** The field that tells which schedule it comes from; absent for others. */
    public static final String SCHEDULE = "schedule";

    public StreamEntry {
        fields = Map.copyOf(fields);
    }

    public byte @Nullable [] body() {
        return fields.get(BODY);
    }
}
