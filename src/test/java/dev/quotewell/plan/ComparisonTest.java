package dev.quotewell.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.plan.Use.Fill;
import dev.quotewell.plan.Use.OfDataset;
import dev.quotewell.plan.Use.OfProvider;
import dev.quotewell.plan.Use.ProviderDay;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {

    private static final ProviderDay DAY = new ProviderDay("finnhub", LocalDate.of(2026, 3, 4));

    private static Use use(int refused, int errors, long ageP99Millis, OfProvider provider) {
        OfDataset quote = new OfDataset(
                100, 90, 0, errors, refused, 10, 10, Duration.ofMillis(50), Duration.ofMillis(ageP99Millis));
        return new Use(Map.of("quote", quote), Map.of(DAY, provider), Map.of());
    }

    private static OfProvider calls(int refused, long ofADay) {
        return new OfProvider(
                ofADay,
                refused,
                List.of(new Fill("1s", Duration.ofSeconds(1), 1, 1), new Fill("day", Duration.ofDays(1), 100, ofADay)));
    }

    private static Comparison comparison(Use now, Use then) {
        return new Comparison(now, now, then);
    }

    @Test
    void what_stays_as_it_was_is_no_cause_for_a_warning() {
        Use use = use(3, 4, 9_000, calls(7, 95));

        assertThat(comparison(use, use).isNoDifference()).isTrue();
        assertThat(comparison(use, use).warnings()).isEmpty();
    }

    @Test
    void a_budget_that_turns_down_more_calls_is_burnt() {
        Comparison comparison = comparison(use(0, 0, 9_000, calls(2, 60)), use(5, 5, 9_000, calls(9, 100)));

        assertThat(comparison.warnings())
                .containsExactly(
                        "quote: 5 look-ups are refused for want of a budget, now 0",
                        "finnhub, 2026-03-04: the budget of 100 a day is burnt (100 used), 9 calls are not granted,"
                                + " now 2");
    }

    @Test
    void a_day_that_is_nearly_used_up_is_told_but_not_a_second() {
        assertThat(comparison(use(0, 0, 9_000, calls(0, 60)), use(0, 0, 9_000, calls(0, 92)))
                        .warnings())
                .containsExactly("finnhub, 2026-03-04: the budget of 100 a day is nearly burnt (92 used)");
        assertThat(comparison(use(0, 0, 9_000, OfProvider.NONE), use(0, 0, 9_000, calls(0, 60)))
                        .warnings())
                .isEmpty();
    }

    @Test
    void other_failures_are_told_apart_from_refusals() {
        assertThat(comparison(use(0, 0, 9_000, calls(0, 1)), use(0, 2, 9_000, calls(0, 1)))
                        .warnings())
                .containsExactly("quote: 2 look-ups fail otherwise, now 0");
    }

    @ParameterizedTest
    @CsvSource({"9000, 9000, 0", "9000, 9800, 0", "9000, 10000, 1", "50, 140, 0", "50, 160, 1", "9000, 100, 0"})
    void ages_may_grow_by_a_tenth(long now, long then, int warnings) {
        assertThat(comparison(use(0, 0, now, calls(0, 1)), use(0, 0, then, calls(0, 1)))
                        .warnings())
                .hasSize(warnings);
    }

    @ParameterizedTest
    @CsvSource({"350, 350ms", "7100, 7.1s", "119000, 119.0s", "720000, 12.0m", "21600000, 6.0h", "259200000, 3.0d"})
    void stretches_of_time_are_shown_in_their_unit(long millis, String shown) {
        assertThat(Spans.shown(Duration.ofMillis(millis))).isEqualTo(shown);
    }
}
