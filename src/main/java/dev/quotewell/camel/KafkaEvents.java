package dev.quotewell.camel;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.quotewell.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.jspecify.annotations.Nullable;

/**
 * The bean {@code kafka-events}: makes records of a Kafka topic from events, as the CloudEvents binding for Kafka (1.0.2,
 * structured mode) wants them: the key is the event's {@code partitionkey}. Safe for many threads.
 */
public final class KafkaEvents {

    private static final String MEDIA_TYPE = "application/cloudevents+json; charset=UTF-8";

    /** The body is one event, as bytes, or a list of them: then each becomes a record of its own, in their order. */
    public void key(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        // Of a list, too: the records take their headers from here.
        message.setHeader("content-type", MEDIA_TYPE);
        if (message.getBody() instanceof List<?> events) {
            List<Message> records = new ArrayList<>(events.size());
            for (Object event : events) {
                records.add(keyed(exchange.getContext(), (byte[]) event));
            }
            message.setBody(records);
            return;
        }
        message.setHeader(KafkaConstants.KEY, partitionKey(message.getBody(byte[].class)));
    }

    private static Message keyed(CamelContext context, byte[] event) throws IOException {
        Message message = new DefaultMessage(context);
        message.setBody(event);
        message.setHeader(KafkaConstants.KEY, partitionKey(event));
        return message;
    }

    /** Reads no further than it must: it stands before the data. Null when there is none. */
    private static @Nullable String partitionKey(byte[] event) throws IOException {
        try (JsonParser json = Json.mapper().getFactory().createParser(event)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = json.currentName().equals("partitionkey");
                json.nextToken();
                if (found) {
                    return json.getValueAsString();
                }
                json.skipChildren();
            }
            return null;
        }
    }
}
