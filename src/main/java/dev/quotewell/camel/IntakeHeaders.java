package dev.quotewell.camel;

import java.util.List;
import java.util.Locale;
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

    private static final Set<String> INTAKES = Set.of("platform-http", "redis-stream", "kafka", "spring-redis");

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

    @Override
    public @Nullable RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode node) {
        String uri = ((RouteDefinition) node).getInput().getEndpointUri();
        int colon = uri.indexOf(':');
        return colon > 0 && INTAKES.contains(uri.substring(0, colon)) ? new AllowList() : null;
    }

    private static final class AllowList extends RoutePolicySupport {
        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            exchange.getMessage()
                    .getHeaders()
                    .keySet()
                    .removeIf(name -> !ALLOWED.contains(name.toLowerCase(Locale.ROOT)));
        }
    }
}
