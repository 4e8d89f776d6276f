package dev.quotewell.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.lint.BudgetArithmetic.Demand;
import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.ApiBudget.Policy;
import dev.quotewell.provider.ApiBudget.Weight;
import dev.quotewell.provider.BudgetWindow;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetArithmeticTest {

    private static final BudgetWindow DAY =
            new BudgetWindow.Calendar(BudgetWindow.Unit.DAY, ZoneOffset.UTC, LocalTime.MIDNIGHT, 1);
    private static final BudgetWindow MONTH =
            new BudgetWindow.Calendar(BudgetWindow.Unit.MONTH, ZoneOffset.UTC, LocalTime.MIDNIGHT, 1);

    /** Ten keys, each minute of a session of 6.5 hours, five days a week. */
    private static final Demand SESSION = new Demand(10, 1, 60, 390, 1950);

    @Test
    void tells_the_arithmetic_of_a_day_that_is_too_full() {
        assertThat(BudgetArithmetic.shortfall(SESSION, "twelvedata", budget(800, DAY, Weight.CALL)))
                .contains("found 10 keys x 390 loads a day = 3900 calls a day, allowed are 640: twelvedata gives 800 a"
                        + " day and schedules may use 80 % of it; ask for fewer keys, less often (at most 64 times a"
                        + " day with these keys), or keep records longer (ttl)");
    }

    @Test
    void more_keys_than_a_window_has_calls_are_to_be_asked_for_less_than_once() {
        BudgetWindow minute = new BudgetWindow.Rolling(Duration.ofMinutes(1));

        assertThat(BudgetArithmetic.shortfall(new Demand(50, 1, 60, 390, 1950), "x", budget(55, minute, Weight.CALL)))
                .hasValueSatisfying(told -> assertThat(told)
                        .contains("= 50 calls a minute, allowed are 44")
                        .contains("(less than once a minute"));
    }

    @Test
    void what_just_fits_is_no_fault_and_one_call_more_is() {
        Demand loads = new Demand(8, 1, 10, 80, 560);

        assertThat(BudgetArithmetic.shortfall(loads, "x", budget(800, DAY, Weight.CALL)))
                .isEmpty();
        assertThat(BudgetArithmetic.shortfall(loads, "x", budget(799, DAY, Weight.CALL)))
                .isPresent();
    }

    @Test
    void a_minute_is_held_against_its_share_of_the_fullest_hour() {
        BudgetWindow minute = new BudgetWindow.Rolling(Duration.ofMinutes(1));

        assertThat(BudgetArithmetic.shortfall(SESSION, "x", budget(13, minute, Weight.CALL)))
                .isEmpty();
        assertThat(BudgetArithmetic.shortfall(SESSION, "x", budget(12, minute, Weight.CALL)))
                .hasValueSatisfying(told -> assertThat(told)
                        .startsWith(
                                "found 10 keys x 1 loads a minute = 10 calls a minute, allowed are 9.6: x gives 12"));
    }

    @Test
    void a_month_is_held_against_as_many_weeks() {
        // 1950 x 31 / 7 = 8635.7 loads.
        assertThat(BudgetArithmetic.shortfall(SESSION, "x", budget(107_947, MONTH, Weight.CALL)))
                .isEmpty();
        assertThat(BudgetArithmetic.shortfall(SESSION, "x", budget(107_900, MONTH, Weight.CALL)))
                .isPresent();
    }

    @Test
    void a_call_costs_what_the_provider_counts_it_as_and_a_symbol_one() {
        Demand dear = new Demand(10, 8, 1, 10, 70);

        assertThat(BudgetArithmetic.shortfall(dear, "x", budget(999, DAY, Weight.CALL)))
                .hasValueSatisfying(told -> assertThat(told)
                        .startsWith("found 10 keys x 10 loads a day x 8 = 800 calls a day, allowed are"));
        assertThat(BudgetArithmetic.shortfall(dear, "x", budget(125, DAY, Weight.SYMBOL)))
                .isEmpty();
    }

    @Test
    void of_several_windows_the_longest_that_is_too_full_is_told() {
        BudgetWindow hour = new BudgetWindow.Rolling(Duration.ofHours(1));
        ApiBudget both = new ApiBudget(
                List.of(new Policy(5, hour, Weight.CALL), new Policy(5, DAY, Weight.CALL)),
                0,
                ApiBudget.Reserve.USUAL,
                List.of());

        assertThat(BudgetArithmetic.shortfall(SESSION, "x", both))
                .hasValueSatisfying(told -> assertThat(told).contains("5 a day"));
    }

    @Test
    void without_limits_all_can_be_fed() {
        assertThat(BudgetArithmetic.shortfall(SESSION, "x", ApiBudget.NONE)).isEmpty();
    }

    private static ApiBudget budget(long limit, BudgetWindow window, Weight weight) {
        return new ApiBudget(List.of(new Policy(limit, window, weight)), 0, ApiBudget.Reserve.USUAL, List.of());
    }
}
