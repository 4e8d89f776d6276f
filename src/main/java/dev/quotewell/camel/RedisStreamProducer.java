package dev.quotewell.camel;

import dev.quotewell.message.StreamEntry;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Adds the body as an entry; the exchange goes on once Redis has it. */
final class RedisStreamProducer extends DefaultProducer {

    private final RedisStreamEndpoint endpoint;

    RedisStreamProducer(RedisStreamEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        byte[] body = exchange.getMessage().getMandatoryBody(byte[].class);
        String id = endpoint.getComponent()
                .streams()
                .append(endpoint.getStream(), Map.of(StreamEntry.BODY, body), endpoint.getMaxLength());
        exchange.getMessage().setHeader(RedisStreamConstants.ID, id);
    }
}
