package dev.quotewell.camel;

import dev.quotewell.message.Commit;
import dev.quotewell.message.StreamEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.support.DefaultProducer;

/**
 * Adds the body as an entry, and each of a list of bodies, in one step; the exchange goes on once Redis has them, or at
 * once when the step is the intake's.
 */
final class RedisStreamProducer extends DefaultProducer {

    private final RedisStreamEndpoint endpoint;

    RedisStreamProducer(RedisStreamEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Object body = exchange.getMessage().getBody();
        if (endpoint.isTransacted()) {
            addTo(commit(exchange), exchange);
        } else if (body instanceof List) {
            Commit commit = new Commit();
            addTo(commit, exchange);
            Commits.await(endpoint.getComponent().streams().commit(commit));
        } else {
            String id = endpoint.getComponent()
                    .streams()
                    .append(endpoint.getStream(), fields(exchange, body(exchange)), endpoint.getMaxLength());
            exchange.getMessage().setHeader(RedisStreamConstants.ID, id);
        }
    }

    private void addTo(Commit commit, Exchange exchange) throws InvalidPayloadException {
        List<?> bodies = exchange.getMessage().getBody() instanceof List<?> list ? list : List.of(body(exchange));
        for (Object body : bodies) {
            commit.add(new Commit.Step.Append(
                    endpoint.getStream(), fields(exchange, (byte[]) body), endpoint.getMaxLength()));
        }
    }

    private static byte[] body(Exchange exchange) throws InvalidPayloadException {
        return exchange.getMessage().getMandatoryBody(byte[].class);
    }

    private static Map<String, byte[]> fields(Exchange exchange, byte[] body) {
        Instant due = exchange.getMessage().getHeader(RedisStreamConstants.DUE, Instant.class);
        return due == null
                ? Map.of(StreamEntry.BODY, body)
                : Map.of(StreamEntry.BODY, body, StreamEntry.DUE, digits(due.toEpochMilli()));
    }

    private static byte[] digits(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    private Commit commit(Exchange exchange) {
        Commit commit = Commits.find(exchange);
        if (commit == null) {
            throw new IllegalStateException(endpoint + " is transacted, but its route ends no message in Redis:"
                    + " allowed where the route begins at redis-stream or schedule");
        }
        return commit;
    }
}
