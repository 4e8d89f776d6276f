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
        return CachePolicy.builder()
                .ttl(Duration.ofSeconds(15))
                .jitter(jitter)
                .eagerRefresh(0.8)
                .staleWhileRevalidate(Duration.ofSeconds(45))
                .staleIfError(Duration.ofMinutes(10))
                .failureBackoffMax(Duration.ofSeconds(10))
                .build();
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
        assertThat(policy(0.1).freshUntil(LOADED, null, random)).isEqualTo(LOADED.plusMillis(freshMillis));
    }

    @Test
    void keeps_an_entry_for_as_long_as_it_may_be_served() {
        assertThat(policy(0).keepFor(value(LOADED.plusSeconds(15)), LOADED.plusSeconds(1)))
                .isEqualTo(Duration.ofSeconds(14).plusMinutes(10));
        assertThat(policy(0).keepFor(new Entry.Negative(LOADED, LOADED.plusSeconds(60), "finnhub"), LOADED))
                .isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void keeps_what_can_be_revalidated_for_one_more_lifetime() {
        CachePolicy nothingStale =
                CachePolicy.builder().ttl(Duration.ofSeconds(15)).build();
        Entry.Value plain = (Entry.Value) value(LOADED.plusSeconds(15));
        Entry.Value tagged = new Entry.Value(
                plain.record(), "id", LOADED, plain.freshUntil(), "finnhub", new Validators("\"v1\"", null));

        assertThat(nothingStale.keepFor(plain, LOADED)).isEqualTo(Duration.ofSeconds(15));
        assertThat(nothingStale.keepFor(tagged, LOADED)).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 1", "2, 0, 2", "3, 0, 4", "5, 0, 10", "1000, 0, 10", "1, 7, 7", "4, 7, 8", "1, 3600, 10"})
    void leaves_a_key_alone_longer_with_each_failure_and_for_as_long_as_a_provider_asks(
            int failures, long retryAfterSeconds, long seconds) {
        Duration retryAfter = retryAfterSeconds == 0 ? null : Duration.ofSeconds(retryAfterSeconds);

        assertThat(policy(0).backoff(failures, retryAfter)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5     |                         | Serve",
                "5     | no-cache                | Load",
                "5     | no-store, max-age=5     | Serve",
                "6     | Max-Age=5               | Load",
                "6     | max-age=\"60\"          | Serve",
                "6     | max-age=x               | Serve",
                "20    | max-age=60              | Load",
                "20    |                         | ServeAndRefresh",
                "13    | only-if-cached          | Serve",
                "20    | only-if-cached          | Serve",
                "60    | only-if-cached          | Refuse",
                "5     | only-if-cached,no-cache | Refuse",
            })
    void decides_by_what_the_request_asks(long ageSeconds, String header, String decision) {
        Entry entry = value(LOADED.plusSeconds(15));

        assertThat(policy(0)
                        .decide(entry, LOADED.plusSeconds(ageSeconds), RequestDirectives.parse(header))
                        .getClass()
                        .getSimpleName())
                .isEqualTo(decision);
    }

    @Test
    void a_load_may_tell_how_long_its_record_is_fresh() {
        assertThat(policy(0).freshUntil(LOADED, Duration.ofHours(1), 0)).isEqualTo(LOADED.plusSeconds(3600));
        assertThat(policy(0).freshUntil(LOADED, Duration.ZERO, 0)).isEqualTo(LOADED);
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
