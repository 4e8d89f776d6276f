package dev.quotewell.camel;

import dev.quotewell.message.JsonLines;
import dev.quotewell.message.WebhookSigner;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.util.ObjectHelper;

/**
 * What the sinks of events cannot do in YAML, by the processors {@code event-files},
 * {@code sign-events} and {@code webhook-failed}. The body is one event, or the list of a batch's events in order. Safe
 * for many threads.
 */
public final class EventSinks {

    private static final String CONTENT_TYPE = "application/cloudevents-batch+json";

    /** Properties of the exchange, set by the route: the URL, and the name of its secret. */
    static final String URL = "webhookUrl";

    static final String SECRET = "webhookSecret";

    private final JsonLines files;
    private final Function<String, List<String>> secrets;
    private final InstantSource clock;

    /**
     * @param directory of the files of JSON lines
     * @param secrets finds the secrets of a name; empty for none
     */
    public EventSinks(Path directory, Function<String, List<String>> secrets, InstantSource clock) {
        this.files = new JsonLines(directory);
        this.secrets = secrets;
        this.clock = clock;
    }

    /** By the names that routes use. */
    public Map<String, Processor> processors() {
        return Map.of(
                "event-files", this::append,
                "sign-events", this::sign,
                "webhook-failed", EventSinks::fail);
    }

    private void append(Exchange exchange) throws InvalidPayloadException {
        files.append(events(exchange), clock.instant());
    }

    /** The body becomes the request's, and its headers are all that there are: none of the message travels on. */
    private void sign(Exchange exchange) throws InvalidPayloadException {
        byte[] body = array(events(exchange));
        Map<String, String> signature = signer(exchange).headers(body, clock.instant());
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_URI, exchange.getProperty(URL, String.class));
        message.setHeader(Exchange.HTTP_METHOD, "POST");
        message.setHeader(Exchange.CONTENT_TYPE, CONTENT_TYPE);
        signature.forEach(message::setHeader);
        message.setBody(body);
    }

    /** Asked for anew each time, so that a mounted secret may be replaced while we run. */
    private WebhookSigner signer(Exchange exchange) {
        String name = exchange.getProperty(SECRET, "", String.class);
        try {
            return WebhookSigner.of(secrets.apply(name));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(name + ": " + e.getMessage(), e);
        }
    }

    private static void fail(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        throw WebhookFailedException.of(exchange.getProperty(URL, "", String.class), failure);
    }

    private static List<byte[]> events(Exchange exchange) throws InvalidPayloadException {
        Message message = exchange.getMessage();
        if (!(message.getBody() instanceof List<?> batch)) {
            return List.of(message.getMandatoryBody(byte[].class));
        }
        List<byte[]> events = new ArrayList<>(batch.size());
        for (Object event : batch) {
            byte[] bytes = exchange.getContext().getTypeConverter().convertTo(byte[].class, exchange, event);
            events.add(ObjectHelper.notNull(bytes, "each event of the batch"));
        }
        return events;
    }

    /** A JSON array of the events as they are, byte for byte. */
    private static byte[] array(List<byte[]> events) {
        int size = 2 + Math.max(0, events.size() - 1);
        for (byte[] event : events) {
            size = Math.addExact(size, event.length);
        }
        byte[] array = new byte[size];
        int end = 0;
        for (byte[] event : events) {
            array[end++] = (byte) (end == 1 ? '[' : ',');
            System.arraycopy(event, 0, array, end, event.length);
            end += event.length;
        }
        array[end] = ']';
        return array;
    }
}
