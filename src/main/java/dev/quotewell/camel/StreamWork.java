package dev.quotewell.camel;

import dev.quotewell.message.InvalidRequestException;
import dev.quotewell.message.StreamEntry;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Sends an entry through the route of a consumer, and judges how it ended. */
final class StreamWork {

    private StreamWork() {}

    /** @return why the route failed, or null */
    static @Nullable Exception run(DefaultConsumer consumer, StreamEntry entry, byte[] body) {
        Exchange exchange = consumer.createExchange(false);
        try {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeader(RedisStreamConstants.ID, entry.id());
            exchange.getMessage().setHeader(RedisStreamConstants.STREAM, entry.stream());
            exchange.getMessage().setHeader(RedisStreamConstants.DELIVERIES, entry.deliveries());
            consumer.getProcessor().process(exchange);
            return exchange.getException();
        } catch (Exception e) {
            return e;
        } finally {
            consumer.releaseExchange(exchange, false);
        }
    }

    /** Trying again would bring the same. */
    static boolean isHopeless(Exception failure) {
        return failure instanceof InvalidRequestException;
    }

    /** The entry as it was, and beside it why and from where it came. */
    static Map<String, byte[]> deadLetter(StreamEntry entry, String reason) {
        Map<String, byte[]> fields = new HashMap<>(entry.fields());
        fields.put("reason", reason.getBytes(StandardCharsets.UTF_8));
        fields.put("stream", entry.stream().getBytes(StandardCharsets.UTF_8));
        fields.put("entry", entry.id().getBytes(StandardCharsets.UTF_8));
        fields.put("deliveries", Long.toString(entry.deliveries()).getBytes(StandardCharsets.UTF_8));
        return fields;
    }

    static String reason(Exception failure) {
        return failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
    }
}
