package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.budget.Priority;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.Entry;
import dev.quotewell.cache.Failure;
import dev.quotewell.cache.LoadOutcome;
import dev.quotewell.cache.Loader.Wanted;
import dev.quotewell.cache.Validators;
import dev.quotewell.json.Json;
import dev.quotewell.json.Payload;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.provider.ProviderFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class RouteLoaderTest {

    private static List<LoadOutcome> load(int running, Processor route, Wanted... wanted) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    errorHandler(noErrorHandler());
                    from("direct:load").process(route);
                }
            });
            context.start();
            CacheAsideEndpoint step = new CacheAsideEndpoint("cache-aside:quote", new CacheAsideComponent(), "quote");
            step.setCamelContext(context);
            step.setLoader("direct:load");
            step.setBatchSize(wanted.length);
            try (RouteLoader loader = new RouteLoader(step, new LoadLine(Runnable::run, running, 0))) {
                return loader.at(Priority.INTERACTIVE)
                        .load(List.of(wanted))
                        .toCompletableFuture()
                        .join();
            }
        }
    }

    private static LoadOutcome load(Processor route) throws Exception {
        return load(1, route, wanted("AAPL")).get(0);
    }

    private static Wanted wanted(String key) {
        return new Wanted(new CacheKey("quote", key), null, () -> false);
    }

    private static ProviderFailedException failed(Exchange exchange, FailureClass failure) {
        ProviderFailedException thrown = new ProviderFailedException("finnhub", failure, "said so");
        Loading.of(exchange).failed("AAPL", thrown);
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
        LoadOutcome outcome = load(0, exchange -> {}, wanted("AAPL")).get(0);

        assertThat(((LoadOutcome.Failed) outcome).failure().kind()).isEqualTo(Failure.Kind.UNAVAILABLE);
        assertThat(((LoadOutcome.Failed) outcome).failure().retryAfter()).isNotNull();
    }

    @Test
    void sends_the_validators_of_the_record_to_be_refreshed_and_takes_a_not_modified_for_an_answer() throws Exception {
        Entry.Value existing = new Entry.Value(
                Payload.utf8("{}"), "id", Instant.EPOCH, Instant.EPOCH, "finnhub", new Validators("\"v1\"", null));
        Wanted refresh = new Wanted(new CacheKey("quote", "AAPL"), existing, () -> false);

        LoadOutcome outcome = load(
                        1,
                        exchange -> {
                            assertThat(exchange.getMessage().getHeader(CacheAsideConstants.ETAG))
                                    .isEqualTo("\"v1\"");
                            assertThat(exchange.getMessage().getHeader(CacheAsideConstants.PROVIDER))
                                    .isEqualTo("finnhub");
                            exchange.getMessage().setHeader(CacheAsideConstants.NOT_MODIFIED, true);
                            exchange.getMessage().setHeader(CacheAsideConstants.TTL, "90s");
                        },
                        refresh)
                .get(0);

        assertThat(outcome)
                .isEqualTo(
                        new LoadOutcome.NotModified("finnhub", Duration.ofSeconds(90), new Validators("\"v1\"", null)));
    }

    @Test
    void one_load_answers_a_batch_of_keys_each_judged_alone() throws Exception {
        List<LoadOutcome> outcomes = load(
                1,
                exchange -> {
                    assertThat(exchange.getMessage().getHeader(CacheAsideConstants.KEY))
                            .isEqualTo(List.of("AAPL", "NOSUCH", "MSFT"));
                    exchange.getMessage().setBody("{\"MSFT\":{\"price\":2.0},\"AAPL\":{\"price\":1.10}}");
                },
                wanted("AAPL"),
                wanted("NOSUCH"),
                wanted("MSFT"));

        assertThat(((LoadOutcome.Loaded) outcomes.get(0)).record().text()).isEqualTo("{\"price\":1.10}");
        assertThat(outcomes.get(1)).isInstanceOf(LoadOutcome.NoSuchKey.class);
        assertThat(((LoadOutcome.Loaded) outcomes.get(2)).record().text()).isEqualTo("{\"price\":2.0}");
    }

    @Test
    void a_load_that_nobody_waits_for_any_more_is_not_begun() throws Exception {
        Wanted abandoned = new Wanted(new CacheKey("quote", "AAPL"), null, () -> true);

        LoadOutcome outcome = load(
                        1,
                        exchange -> {
                            throw new AssertionError("It was begun");
                        },
                        abandoned)
                .get(0);

        assertThat(((LoadOutcome.Failed) outcome).failure().kind()).isEqualTo(Failure.Kind.UNAVAILABLE);
    }
}
