package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.Failure;
import dev.quotewell.cache.LoadOutcome;
import dev.quotewell.json.Json;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.provider.ProviderFailedException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class RouteLoaderTest {

    private static final CacheKey AAPL = new CacheKey("quote", "AAPL");

    private static LoadOutcome load(Executor pool, Processor route) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    errorHandler(noErrorHandler());
                    from("direct:load").process(route);
                }
            });
            context.start();
            try (RouteLoader loader = new RouteLoader(context.getEndpoint("direct:load"), pool)) {
                return loader.load(AAPL).toCompletableFuture().join();
            }
        }
    }

    private static LoadOutcome load(Processor route) throws Exception {
        return load(Runnable::run, route);
    }

    private static ProviderFailedException failed(Exchange exchange, FailureClass failure) {
        ProviderFailedException thrown = new ProviderFailedException("finnhub", failure, "said so");
        @SuppressWarnings("unchecked") // The loader put it there.
        List<ProviderFailedException> failures = exchange.getProperty(CacheAsideConstants.FAILURES, List.class);
        failures.add(thrown);
        return thrown;
    }

    @Test
    void tells_the_route_what_to_load_and_takes_its_body_as_the_record() throws Exception {
        LoadOutcome outcome = load(exchange -> {
            assertThat(exchange.getMessage().getHeader(CacheAsideConstants.DATASET))
                    .isEqualTo("quote");
            assertThat(exchange.getMessage().getHeader(CacheAsideConstants.KEY)).isEqualTo("AAPL");
            exchange.getMessage().setBody(Json.mapper().readTree("{\"price\":1.10}"));
            exchange.getMessage().setHeader(CacheAsideConstants.PROVIDER, "finnhub");
            exchange.getMessage().setHeader(CacheAsideConstants.AS_OF, Instant.EPOCH);
        });

        assertThat(outcome).isInstanceOfSatisfying(LoadOutcome.Loaded.class, loaded -> {
            assertThat(loaded.record().text()).isEqualTo("{\"price\":1.10}");
            assertThat(loaded.provider()).isEqualTo("finnhub");
            assertThat(loaded.asOf()).isEqualTo(Instant.EPOCH);
        });
    }

    @Test
    void believes_a_provider_that_knows_no_such_key() throws Exception {
        LoadOutcome outcome = load(exchange -> {
            throw failed(exchange, FailureClass.UNKNOWN_SYMBOL);
        });

        assertThat(outcome).isEqualTo(new LoadOutcome.NoSuchKey("finnhub"));
    }

    @Test
    void an_error_that_no_rule_expects_never_passes_for_no_such_key() throws Exception {
        LoadOutcome outcome = load(exchange -> {
            throw new IllegalStateException("a bug");
        });

        assertThat(outcome)
                .isEqualTo(new LoadOutcome.Failed(new Failure(Failure.Kind.PROVIDER_FAILED, "The load failed", null)));
    }

    @Test
    void too_many_waiting_loads_are_told_to_come_back() throws Exception {
        LoadOutcome outcome = load(
                task -> {
                    throw new RejectedExecutionException();
                },
                exchange -> {});

        assertThat(((LoadOutcome.Failed) outcome).failure().kind()).isEqualTo(Failure.Kind.UNAVAILABLE);
        assertThat(((LoadOutcome.Failed) outcome).failure().retryAfter()).isNotNull();
    }
}
