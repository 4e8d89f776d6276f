package dev.quotewell.camel;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.direct.DirectEndpoint;

/** Finds steps that send to a {@code direct:} name where no route begins: Camel itself notices at the first message. */
public final class DirectTargets {

    private DirectTargets() {}

    /** The names that lead nowhere, such as {@code direct:finhub-quote}; empty when all is well. */
    public static Set<String> withoutRoute(CamelContext context) {
        Set<String> begun = context.getRoutes().stream()
                .map(route -> route.getEndpoint().getEndpointUri())
                .collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        for (Endpoint endpoint : context.getEndpoints()) {
            if (endpoint instanceof DirectEndpoint && !begun.contains(endpoint.getEndpointUri())) {
                missing.add(endpoint.getEndpointUri().replace("direct://", "direct:"));
            }
        }
        return missing;
    }
}
