package dev.quotewell.plan;

import static dev.quotewell.plan.Traffics.SHIPPED;
import static dev.quotewell.plan.Traffics.setup;
import static dev.quotewell.plan.Traffics.ttl;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.provider.ApiBudget;
import dev.quotewell.traffic.Setup;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlanTest {

    /** In this order; kraken and binance are not called. */
    private static Setup asking(String... providers) {
        Setup all = setup(ttl(10), providers);
        Map<String, Setup.Source> sources = new TreeMap<>(all.sources());
        sources.computeIfPresent("kraken", (name, source) -> new Setup.Source(ApiBudget.NONE, false, 1));
        sources.computeIfPresent("binance", (name, source) -> new Setup.Source(ApiBudget.NONE, false, 1));
        return new Setup(all.steps(), sources, all.schedules(), all.breaker());
    }

    private static Map<String, List<String>> passedOver(Setup before, Setup after) {
        return Plan.passedOver(before, new Plan.Side(after, SHIPPED));
    }

    @Test
    void a_provider_that_is_moved_and_not_called_is_told() {
        Setup ran = asking("coinbase", "binance", "kraken", "yahoo");

        assertThat(passedOver(ran, asking("kraken", "coinbase", "binance", "yahoo")))
                .containsExactly(Map.entry("quote", List.of("kraken")));
        assertThat(passedOver(asking("coinbase", "yahoo"), asking("coinbase", "binance", "yahoo")))
                .containsExactly(Map.entry("quote", List.of("binance")));
    }

    @Test
    void nothing_is_told_where_the_order_of_those_that_are_called_is_the_same_around_it() {
        Setup ran = asking("coinbase", "binance", "kraken", "yahoo");

        assertThat(passedOver(ran, ran)).isEmpty();
        assertThat(passedOver(ran, asking("coinbase", "kraken", "binance", "yahoo")))
                .isEmpty();
    }
}
