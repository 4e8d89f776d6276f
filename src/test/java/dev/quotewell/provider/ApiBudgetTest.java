package dev.quotewell.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.provider.ApiBudget.LimitHeaders;
import dev.quotewell.provider.ApiBudget.Policy;
import dev.quotewell.provider.ApiBudget.Reserve;
import dev.quotewell.provider.ApiBudget.Weight;
import dev.quotewell.provider.BudgetWindow.Calendar;
import dev.quotewell.provider.BudgetWindow.Rolling;
import dev.quotewell.provider.BudgetWindow.Unit;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiBudgetTest {

    private static ApiBudget read(String lines) {
        return TestFiles.provider("baseUrl: https://api.example.org\n" + lines + """
                symbols:
                  - pattern: '[A-Z]+'
                datasets:
                  quote:
                    requester:
                      path: /quote
                    recordSelector:
                      mapping: .
                """)
                .apiBudget();
    }

    @Test
    void a_file_without_a_budget_sets_no_limit() {
        assertThat(read("")).isEqualTo(ApiBudget.NONE);
        assertThat(ApiBudget.NONE.isLimited()).isFalse();
    }

    @Test
    void reads_rolling_and_calendar_windows_with_their_weights() {
        ApiBudget budget = read("""
                apiBudget:
                  policies:
                    - { limit: 8, per: 60s, weight: symbol }
                    - { limit: 1, per: 1200ms }
                    - { limit: 800, per: day, zone: America/New_York, resetAt: "00:05" }
                    - { limit: 15000, per: month, billingDay: 17 }
                """);

        assertThat(budget.policies())
                .containsExactly(
                        new Policy(8, new Rolling(Duration.ofMinutes(1)), Weight.SYMBOL),
                        new Policy(1, new Rolling(Duration.ofMillis(1200)), Weight.CALL),
                        new Policy(
                                800,
                                new Calendar(Unit.DAY, ZoneId.of("America/New_York"), LocalTime.of(0, 5), 1),
                                Weight.CALL),
                        new Policy(
                                15_000, new Calendar(Unit.MONTH, ZoneOffset.UTC, LocalTime.MIDNIGHT, 17), Weight.CALL));
        assertThat(budget.policies().stream().map(Policy::name))
                .containsExactly("1m-symbols", "1200ms", "day", "month");
        assertThat(budget.reserve()).isEqualTo(new Reserve(20, 10));
        assertThat(budget.concurrency()).isZero();
    }

    @Test
    void reads_reserve_concurrency_and_headers() {
        ApiBudget budget = read("""
                apiBudget:
                  policies:
                    - { limit: 8, per: 1m, weight: symbol }
                  concurrency: 1
                  reserve: { interactive: 50%, scheduled: 0% }
                  headers:
                    - { remaining: Api-Credits-Left, reset: X-Reset, window: 60s }
                    - { remaining: other-left, window: 1m-symbols }
                """);

        assertThat(budget.concurrency()).isEqualTo(1);
        assertThat(budget.reserve()).isEqualTo(new Reserve(50, 0));
        assertThat(budget.headers())
                .containsExactly(
                        new LimitHeaders("api-credits-left", "x-reset", "1m-symbols"),
                        new LimitHeaders("other-left", null, "1m-symbols"));
    }

    @Test
    void a_window_is_named_in_its_largest_unit() {
        assertThat(List.of(1L, 1500L, 90_000L, 120_000L, 7_200_000L, 172_800_000L).stream()
                        .map(millis -> new Rolling(Duration.ofMillis(millis)).name()))
                .containsExactly("1ms", "1500ms", "90s", "2m", "2h", "2d");
    }

    @Test
    void a_budget_that_contradicts_itself_cannot_be_made() {
        Rolling minute = new Rolling(Duration.ofMinutes(1));

        assertThatThrownBy(() -> new Policy(0, minute, Weight.CALL)).hasMessage("found 0, must be at least 1");
        assertThatThrownBy(() -> new Rolling(Duration.ofDays(32))).hasMessage("found PT768H, must be from 1ms to 31d");
        assertThatThrownBy(() -> new Reserve(60, 50))
                .hasMessage("found 60 % and 50 %, must be at least 0 and together at most 100");
        assertThatThrownBy(() -> new ApiBudget(
                        List.of(new Policy(1, minute, Weight.CALL), new Policy(2, minute, Weight.CALL)),
                        0,
                        Reserve.USUAL,
                        List.of()))
                .hasMessageStartingWith("found a window twice");
    }

    @Test
    void the_shipped_files_stay_within_the_free_plans() {
        assertThat(Samples.provider("alphavantage").apiBudget().policies())
                .containsExactly(
                        new Policy(25, new Rolling(Duration.ofDays(1)), Weight.CALL),
                        new Policy(1, new Rolling(Duration.ofMillis(1200)), Weight.CALL));
        assertThat(Samples.provider("finnhub").apiBudget().policies())
                .allSatisfy(policy -> assertThat(policy.limit())
                        .isLessThan(policy.window().name().equals("1m") ? 60 : 30));
        assertThat(Samples.provider("coinbase").apiBudget().policies())
                .containsExactly(new Policy(3, new Rolling(Duration.ofSeconds(1)), Weight.CALL));
        assertThat(Samples.provider("frankfurter").apiBudget().policies())
                .containsExactly(new Policy(1, new Rolling(Duration.ofSeconds(1)), Weight.CALL));
    }
}
