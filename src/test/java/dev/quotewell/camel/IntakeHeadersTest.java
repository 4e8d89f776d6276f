package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.RoutePolicy;
import org.junit.jupiter.api.Test;

class IntakeHeadersTest {

    /** The headers that reach the first step of a route that begins with {@code uri}. */
    private static Map<String, Object> let(String uri, Map<String, Object> sent) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            IntakeHeaders intake = new IntakeHeaders();
            context.addRoutePolicyFactory((camel, id, node) -> {
                // The route itself begins with a direct: endpoint, since a real intake needs a server.
                node = new org.apache.camel.model.RouteDefinition(uri);
                RoutePolicy policy = intake.createRoutePolicy(camel, id, node);
                return policy;
            });
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:in").to("mock:first");
                }
            });
            context.start();
            context.createProducerTemplate().sendBodyAndHeaders("direct:in", "body", sent);
            Exchange received = context.getEndpoint("mock:first", MockEndpoint.class)
                    .getExchanges()
                    .get(0);
            return new HashMap<>(received.getMessage().getHeaders());
        }
    }

    private static final Map<String, Object> HOSTILE = Map.of(
            "CamelHttpUri", "http://127.0.0.1/evil",
            "CAMELRedis.Command", "FLUSHALL",
            "kafka.OVERRIDE_TOPIC", "evil",
            "CamelCacheAsideKey", "MSFT",
            "dataset", "fx",
            "key", "EURUSD",
            "Authorization", "Bearer x",
            "If-None-Match", "\"1\"",
            "CamelHttpPath", "/v1/quote/AAPL");

    @Test
    void lets_only_known_headers_in_from_outside() throws Exception {
        assertThat(let("platform-http:/v1", HOSTILE)).containsOnlyKeys("If-None-Match", "CamelHttpPath");
        assertThat(let("redis-stream:qw:requests", HOSTILE)).containsOnlyKeys("If-None-Match", "CamelHttpPath");
    }

    @Test
    void of_a_Kafka_record_lets_nothing_in_but_the_means_to_commit_it() throws Exception {
        Map<String, Object> sent = new HashMap<>(HOSTILE);
        sent.put("kafka.KEY", "AAPL");
        sent.put("CamelKafkaManualCommit", "commit");

        assertThat(let("kafka:quotewell.requests", sent)).containsOnlyKeys("CamelKafkaManualCommit");
        assertThat(let("platform-http:/v1", sent)).doesNotContainKey("CamelKafkaManualCommit");
    }

    @Test
    void leaves_the_routes_inside_alone() throws Exception {
        assertThat(let("direct:quote", HOSTILE)).containsKeys("key", "dataset");
    }
}
