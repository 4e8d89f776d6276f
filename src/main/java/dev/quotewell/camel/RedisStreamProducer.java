package dev.quotewell.camel;

import dev.quotewell.message.Commit;
import dev.quotewell.message.StreamEntry;
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
        if (endpoint.isTransacted()) {
            addTo(commit(exchange), exchange);
        } else if (exchange.getMessage().getBody() instanceof List) {
            Commit commit = new Commit();
            addTo(commit, exchange);
            Commits.await(endpoint.getComponent().streams().commit(commit));
        } else {
            byte[] body = exchange.getMessage().getMandatoryBody(byte[].class);
            String id = endpoint.getComponent()
                    .streams()
                    .append(endpoint.getStream(), fields(body), endpoint.getMaxLength());
            exchange.getMessage().setHeader(RedisStreamConstants.ID, id);
        }
    }

    private void addTo(Commit commit, Exchange exchange) throws InvalidPayloadException {
        if (exchange.getMessage().getBody() instanceof List<?> bodies) {
            bodies.forEach(body -> addTo(commit, (byte[]) body));
        } else {
            addTo(commit, exchange.getMessage().getMandatoryBody(byte[].class));
        }
    }

    private void addTo(Commit commit, byte[] body) {
        commit.add(new Commit.Step.Append(endpoint.getStream(), fields(body), endpoint.getMaxLength()));
    }

    private static Map<String, byte[]> fields(byte[] body) {
        return Map.of(StreamEntry.BODY, body);
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
