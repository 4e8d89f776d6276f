package dev.quotewell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ProviderMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters = new Meters(registry);

    @Test
    void what_the_cache_answered_in_a_providers_place_is_counted_by_provider() {
        meters.saved("finnhub");
        meters.saved("finnhub");
        meters.saved("ecb");

        assertThat(meters.savedCalls("finnhub")).isEqualTo(2);
        assertThat(meters.savedCalls("nobody")).isZero();
        assertThat(registry.get("quotewell.provider.saved")
                        .tag("provider", "ecb")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void suspicions_of_all_checks_are_those_of_the_provider() {
        meters.suspected("finnhub", "jump");
        meters.suspected("finnhub", "range");
        meters.suspected("ecb", "jump");

        assertThat(meters.suspicions("finnhub")).isEqualTo(2);
        assertThat(meters.suspicions("nobody")).isZero();
    }
}
