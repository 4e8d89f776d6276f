package dev.quotewell.camel;

import dev.quotewell.json.Json;
import dev.quotewell.message.InvalidRequestException;
import dev.quotewell.message.StreamEntry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** What a consumer puts into an exchange for its entries, and how it judges what comes of it. */
final class StreamWork {

    private static final int LONGEST_STACK = 8_000;
    private static final int LONGEST_REASON = 500;

    private StreamWork() {}

    static void prepare(Exchange exchange, Object body, StreamEntry first) {
        Message message = exchange.getMessage();
        message.setBody(body);
        message.setHeader(RedisStreamConstants.ID, first.id());
        message.setHeader(RedisStreamConstants.STREAM, first.stream());
        message.setHeader(RedisStreamConstants.DELIVERIES, first.deliveries());
        byte[] schedule = first.fields().get(StreamEntry.SCHEDULE);
        if (schedule != null) {
            // No header: those that come from outside are taken off before the first step.
            exchange.setProperty(ScheduleConstants.NAME, new String(schedule, StandardCharsets.UTF_8));
        }
        exchange.setProperty(RedisIdempotentRepository.TOKEN, first.stream() + "/" + first.id());
    }

    /** Trying again would bring the same. */
    static boolean isHopeless(Throwable failure) {
        return failure instanceof InvalidRequestException;
    }

    /** The entry as it was, and beside it why, from where and after what it came. */
    static Map<String, byte[]> deadLetter(StreamEntry entry, Throwable failure, List<String> history) {
        Map<String, byte[]> fields = new HashMap<>(entry.fields());
        fields.put("reason", bytes(reason(failure)));
        fields.put("stack", bytes(stack(failure)));
        fields.put("history", bytes(Json.mapper().valueToTree(history).toString()));
        fields.put("stream", bytes(entry.stream()));
        fields.put("entry", bytes(entry.id()));
        fields.put("deliveries", bytes(Long.toString(entry.deliveries())));
        return fields;
    }

    /** One line of an entry's history. */
    static String attempt(StreamEntry entry, String consumer, Instant when, Throwable failure) {
        return when + " delivery " + entry.deliveries() + " at " + consumer + ": " + reason(failure);
    }

    static String reason(Throwable failure) {
        String text = failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "…";
    }

    private static String stack(Throwable failure) {
        StringWriter stack = new StringWriter();
        failure.printStackTrace(new PrintWriter(stack));
        String text = stack.toString();
        return text.length() <= LONGEST_STACK ? text : text.substring(0, LONGEST_STACK) + "…";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
