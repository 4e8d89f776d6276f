package dev.quotewell.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.ApiBudget.Policy;
import dev.quotewell.provider.ApiBudget.Reserve;
import dev.quotewell.provider.ApiBudget.Weight;
import dev.quotewell.provider.BudgetWindow.Rolling;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChargeTest {

    private static ApiBudget budget(long limit, Duration per, Reserve reserve) {
        return new ApiBudget(List.of(new Policy(limit, new Rolling(per), Weight.CALL)), 0, reserve, List.of());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            100, PT24H,   20, 10, 100, 80, 70
            25,  PT24H,   20, 10, 25,  20, 17
            8,   PT1M,    20, 10, 8,   6,  5
            1,   PT1.2S,  20, 10, 1,   1,  1
            1,   PT59M59S,20, 10, 1,   1,  1
            1,   PT1H,    20, 10, 1,   0,  0
            10,  PT24H,    0,  0, 10,  10, 10
            10,  PT1M,   100,  0, 10,  1,  1
            """)
    void less_urgent_requests_leave_a_share_of_each_window_to_others(
            long limit, Duration per, int interactive, int scheduled, long people, long schedules, long backFills) {
        ApiBudget budget = budget(limit, per, new Reserve(interactive, scheduled));

        assertThat(Arrays.stream(Priority.values())
                        .map(priority -> Charge.all(budget, priority, Instant.EPOCH)
                                .get(0)
                                .usable()))
                .containsExactly(people, schedules, backFills);
        assertThat(Budgets.largest(budget, Priority.INTERACTIVE)).isEqualTo(new Cost(people, Long.MAX_VALUE));
    }

    @Test
    void half_of_a_window_is_for_who_cannot_see_the_others_and_one_call_of_a_short_one() {
        assertThat(Charge.all(budget(25, Duration.ofDays(1), Reserve.USUAL), Priority.INTERACTIVE, Instant.EPOCH))
                .first()
                .extracting(Charge::half)
                .isEqualTo(12L);
        assertThat(Charge.all(budget(1, Duration.ofSeconds(1), Reserve.USUAL), Priority.INTERACTIVE, Instant.EPOCH))
                .first()
                .extracting(Charge::half)
                .isEqualTo(1L);
    }
}
