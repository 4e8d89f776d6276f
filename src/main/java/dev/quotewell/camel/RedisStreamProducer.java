package dev.quotewell.camel;

import dev.quotewell.message.Commit;
import dev.quotewell.message.StreamEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Adds the body as an entry; the exchange goes on once Redis has it, or at once when it is transacted. */
final class RedisStreamProducer extends DefaultProducer {

    private final RedisStreamEndpoint endpoint;

    RedisStreamProducer(RedisStreamEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        byte[] body = exchange.getMessage().getMandatoryBody(byte[].class);
        Instant due = exchange.getMessage().getHeader(RedisStreamConstants.DUE, Instant.class);
        Map<String, byte[]> fields = due == null
                ? Map.of(StreamEntry.BODY, body)
                : Map.of(StreamEntry.BODY, body, StreamEntry.DUE, digits(due.toEpochMilli()));
        if (endpoint.isTransacted()) {
            commit(exchange).add(new Commit.Step.Append(endpoint.getStream(), fields, endpoint.getMaxLength()));
            return;
        }
        String id = endpoint.getComponent().streams().append(endpoint.getStream(), fields, endpoint.getMaxLength());
        exchange.getMessage().setHeader(RedisStreamConstants.ID, id);
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
