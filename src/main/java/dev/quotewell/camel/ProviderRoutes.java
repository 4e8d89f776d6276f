package dev.quotewell.camel;

import dev.quotewell.provider.Provider;
import dev.quotewell.provider.Providers;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A route {@code direct:<provider>-<dataset>} for each dataset of each provider file, from the template
 * {@code provider-call}: who adds a provider writes its file and names that route in the dataset's order.
 */
public final class ProviderRoutes extends RouteBuilder {

    private static final String TEMPLATE = "provider-call";

    private final Providers providers;
    private final @Nullable Providers before;

    public ProviderRoutes(Providers providers) {
        this(providers, null);
    }

    /** @param before those whose routes are there already; null for none */
    ProviderRoutes(Providers providers, @Nullable Providers before) {
        this.providers = providers;
        this.before = before;
    }

    private boolean isThere(Provider provider, String dataset) {
        return before != null
                && before.find(provider.name())
                        .filter(known -> known.datasets().contains(dataset))
                        .isPresent();
    }

    @Override
    public void configure() {
        for (Provider provider : providers.all()) {
            for (String dataset : provider.datasets()) {
                if (isThere(provider, dataset)) {
                    continue;
                }
                templatedRoute(TEMPLATE)
                        .routeId(provider.name() + "-" + dataset)
                        .parameter("provider", provider.name())
                        .parameter("dataset", dataset);
            }
        }
    }
}
