package dev.quotewell.camel;

import dev.quotewell.provider.Provider;
import dev.quotewell.provider.Providers;
import org.apache.camel.builder.RouteBuilder;

/**
 * A route {@code direct:<provider>-<dataset>} for each dataset of each provider file, from the template
 * {@code provider-call}: who adds a provider writes its file and names that route in the dataset's order.
 */
public final class ProviderRoutes extends RouteBuilder {

    private static final String TEMPLATE = "provider-call";

    private final Providers providers;

    public ProviderRoutes(Providers providers) {
        this.providers = providers;
    }

    @Override
    public void configure() {
        for (Provider provider : providers.all()) {
            for (String dataset : provider.datasets()) {
                templatedRoute(TEMPLATE)
                        .routeId(provider.name() + "-" + dataset)
                        .parameter("provider", provider.name())
                        .parameter("dataset", dataset);
            }
        }
    }
}
