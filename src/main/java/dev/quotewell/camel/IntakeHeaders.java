package dev.quotewell.camel;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets only known headers in where messages come from outside, before the first step of any such route: a caller must
 * not be able to steer a component by a header. No route has to remember it.
 */
public final class IntakeHeaders implements RoutePolicyFactory {

    /** What a caller over HTTP may send. */
    static final List<String> OF_HTTP =
            List.of("Accept", "Cache-Control", "Content-Type", "Idempotency-Key", "If-None-Match");

    private static final Set<String> ALLOWED = Set.of(
            "camelhttpmethod",
            "camelhttppath",
            "camelhttprawquery",
            "accept",
            "cache-control",
            "content-type",
            "idempotency-key",
            "if-none-match",
            "camelredisstreamid",
            "camelredisstreamname",
            "camelredisstreamdeliveries");

    /** By which a route says that a record is worked off. The sender cannot set it: the consumer does, after all others. */
    private static final Set<String> ALLOWED_OF_KAFKA = Set.of("camelkafkamanualcommit");

    private static final Map<String, Set<String>> INTAKES = Map.of(
            "platform-http", ALLOWED, "redis-stream", ALLOWED, "spring-redis", ALLOWED, "kafka", ALLOWED_OF_KAFKA);

    @Override
    public @Nullable RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode node) {
        String uri = ((RouteDefinition) node).getInput().getEndpointUri();
        int colon = uri.indexOf(':');
        Set<String> allowed = colon < 0 ? null : INTAKES.get(uri.substring(0, colon));
        return allowed == null ? null : new AllowList(allowed);
    }

    private static final class AllowList extends RoutePolicySupport {

        private final Set<String> allowed;

        AllowList(Set<String> allowed) {
            this.allowed = allowed;
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            exchange.getMessage()
                    .getHeaders()
                    .keySet()
                    .removeIf(name -> !allowed.contains(name.toLowerCase(Locale.ROOT)));
        }
    }
}
