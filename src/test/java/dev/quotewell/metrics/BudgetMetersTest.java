package dev.quotewell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class BudgetMetersTest {

    @Test
    void what_remains_of_a_budget_is_a_gauge_by_provider_and_window() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Meters meters = new Meters(registry);

        meters.remaining("finnhub", "1m", 54);
        meters.remaining("finnhub", "1m", 53);
        meters.remaining("finnhub", "1s", 24);
        System.gc();

        assertThat(registry.get("quotewell.budget.remaining")
                        .tags("provider", "finnhub", "window", "1m")
                        .gauge()
                        .value())
                .isEqualTo(53);
        assertThat(registry.get("quotewell.budget.remaining").gauges()).hasSize(2);
    }
}
