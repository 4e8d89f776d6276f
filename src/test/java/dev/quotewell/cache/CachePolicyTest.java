package dev.quotewell.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.cache.CachePolicy.Decision;
import dev.quotewell.json.Payload;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CachePolicyTest {

    private static final Instant LOADED = Instant.parse("2026-03-02T15:00:00Z");

    private static CachePolicy policy(double jitter) {
        return new CachePolicy(
                Duration.ofSeconds(15),
                jitter,
                0.8,
                Duration.ofSeconds(45),
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                Duration.ZERO,
                Duration.ofSeconds(10),
                Duration.ofSeconds(1));
    }

    private static Entry value(Instant freshUntil) {
        return new Entry.Value(Payload.utf8("{}"), "id", LOADED, freshUntil, "finnhub");
    }

    @ParameterizedTest
    @CsvSource({
        "0, Serve",
        "11999, Serve",
        "12000, ServeAndRefresh",
        "14999, ServeAndRefresh",
        "15000, ServeAndRefresh",
        "59999, ServeAndRefresh",
        "60000, Load",
    })
    void decides_by_age(long ageMillis, String decision) {
        Entry entry = value(LOADED.plusSeconds(15));

        assertThat(policy(0)
                        .decide(entry, LOADED.plusMillis(ageMillis))
                        .getClass()
                        .getSimpleName())
                .isEqualTo(decision);
    }

    @Test
    void loads_what_is_missing_and_never_serves_a_negative_entry_stale() {
        Entry negative = new Entry.Negative(LOADED, LOADED.plusSeconds(15), "finnhub");

        assertThat(policy(0).decide(null, LOADED)).isInstanceOf(Decision.Load.class);
        assertThat(policy(0).decide(negative, LOADED)).isInstanceOf(Decision.Serve.class);
        assertThat(policy(0).decide(negative, LOADED.plusSeconds(15))).isInstanceOf(Decision.Load.class);
        assertThat(policy(0).servesOnError(negative, LOADED.plusSeconds(15))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0.0, 15000", "0.5, 14250", "0.999, 13501"})
    void shortens_the_ttl_by_up_to_the_jitter(double random, long freshMillis) {
        assertThat(policy(0.1).freshUntil(LOADED, random)).isEqualTo(LOADED.plusMillis(freshMillis));
    }

    @Test
    void keeps_an_entry_for_as_long_as_it_may_be_served() {
        assertThat(policy(0).keepFor(value(LOADED.plusSeconds(15)), LOADED.plusSeconds(1)))
                .isEqualTo(Duration.ofSeconds(14).plusMinutes(10));
        assertThat(policy(0).keepFor(new Entry.Negative(LOADED, LOADED.plusSeconds(60), "finnhub"), LOADED))
                .isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void an_age_is_never_negative_even_if_clocks_disagree() {
        assertThat(value(LOADED.plusSeconds(15)).age(LOADED.minusSeconds(5))).isZero();
    }

    @Test
    void refuses_what_makes_no_sense() {
        assertThatThrownBy(() -> policy(1.5)).hasMessage("jitter is 1.5, must be between 0 and 1");
        assertThatThrownBy(() -> policy(Double.NaN)).hasMessageStartingWith("jitter is NaN");
    }
}
