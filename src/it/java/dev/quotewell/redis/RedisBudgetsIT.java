package dev.quotewell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.budget.Budgets;
import dev.quotewell.budget.Cost;
import dev.quotewell.budget.Decision;
import dev.quotewell.budget.Decision.Granted;
import dev.quotewell.budget.Decision.Reason;
import dev.quotewell.budget.Decision.Refused;
import dev.quotewell.budget.KeyId;
import dev.quotewell.budget.KeyState;
import dev.quotewell.budget.Permit;
import dev.quotewell.budget.Priority;
import dev.quotewell.budget.StoreAway;
import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.ApiBudget.LimitHeaders;
import dev.quotewell.provider.ApiBudget.Policy;
import dev.quotewell.provider.ApiBudget.Reserve;
import dev.quotewell.provider.ApiBudget.Weight;
import dev.quotewell.provider.BudgetWindow;
import dev.quotewell.provider.BudgetWindow.Calendar;
import dev.quotewell.provider.BudgetWindow.Rolling;
import dev.quotewell.provider.BudgetWindow.Unit;
import dev.quotewell.provider.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the shared count promises, to two instances; on one Redis here, on others in {@link RedisTopologiesIT}. */
class RedisBudgetsIT extends OnServers {

    private static final Instant START = Instant.parse("2026-03-02T15:00:00Z");
    private static final List<String> KEYS = List.of(KeyId.of("one"));
    private static final List<String> TWO_KEYS = List.of(KeyId.of("one"), KeyId.of("two"));
    private static final ApiBudget PER_SECOND = budget("1/PT1S");

    private Instant now;
    private Budgets budgets;
    private Budgets other;

    @BeforeEach
    void empty() {
        commands.flushall();
        now = START;
        budgets = instance();
        other = instance();
    }

    private Budgets instance() {
        return new Budgets(
                new RedisBudgets(redis, new RedisKeys("qw:")),
                () -> now,
                StoreAway.NO_CALLS,
                (provider, window, remaining) -> {});
    }

    /** {@code 8/PT1M/symbol 800/day}. */
    private static ApiBudget budget(String policies) {
        return new ApiBudget(
                Arrays.stream(policies.split(" ", -1))
                        .map(RedisBudgetsIT::policy)
                        .toList(),
                0,
                Reserve.USUAL,
                List.of());
    }

    private static Policy policy(String text) {
        String[] parts = text.split("/", -1);
        BudgetWindow window = parts[1].startsWith("P")
                ? new Rolling(Duration.parse(parts[1]))
                : new Calendar(Unit.valueOf(parts[1].toUpperCase(Locale.ROOT)), ZoneOffset.UTC, LocalTime.MIDNIGHT, 1);
        return new Policy(Long.parseLong(parts[0]), window, parts.length > 2 ? Weight.SYMBOL : Weight.CALL);
    }

    private Decision take(Budgets from, ApiBudget budget, List<String> keys, Priority priority, Cost cost) {
        return Await.answer(from.take("finnhub", budget, keys, priority, cost));
    }

    private Decision take(ApiBudget budget, Priority priority) {
        return take(budgets, budget, KEYS, priority, Cost.ONE);
    }

    private Permit permit(ApiBudget budget) {
        return ((Granted) take(budget, Priority.INTERACTIVE)).permit();
    }

    private boolean isGranted(ApiBudget budget, Priority priority) {
        return take(budget, priority) instanceof Granted;
    }

    private int granted(ApiBudget budget, Priority priority, int asked) {
        int granted = 0;
        for (int i = 0; i < asked; i++) {
            granted += isGranted(budget, priority) ? 1 : 0;
        }
        return granted;
    }

    private void end(Permit permit, Map<String, String> headers, @Nullable FailureClass failure) {
        Await.answer(budgets.finished(permit, headers, failure, null, now));
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private KeyState state(ApiBudget budget) {
        return Await.answer(other.state("finnhub", budget, KEYS)).get(0);
    }

    @Test
    void all_instances_together_stay_within_every_window_wherever_it_begins() {
        ApiBudget budget = budget("3/PT1S 20/PT1M/symbol 25/PT1H");
        Random random = new Random(7);
        List<Instant> calls = new ArrayList<>();
        List<Instant> symbols = new ArrayList<>();

        for (int i = 0; i < 3000; i++) {
            pass(Duration.ofMillis(random.nextInt(20) == 0 ? random.nextInt(400_000) : random.nextInt(700)));
            int asked = 1 + random.nextInt(4);
            Decision decision = take(
                    random.nextBoolean() ? budgets : other, budget, KEYS, Priority.INTERACTIVE, new Cost(1, asked));
            if (decision instanceof Granted) {
                calls.add(now);
                for (int symbol = 0; symbol < asked; symbol++) {
                    symbols.add(now);
                }
            }
        }

        assertThat(Windows.most(calls, Duration.ofSeconds(1))).isEqualTo(3);
        assertThat(Windows.most(symbols, Duration.ofMinutes(1))).isEqualTo(20);
        assertThat(Windows.most(calls, Duration.ofHours(1))).isEqualTo(25);
    }

    @Test
    void a_refusal_tells_when_to_ask_again_and_then_it_is_granted() {
        ApiBudget budget = budget("2/PT1S 3/PT1M");
        granted(budget, Priority.INTERACTIVE, 2);
        pass(Duration.ofMillis(300));

        Refused second = (Refused) take(budget, Priority.INTERACTIVE);
        pass(second.retryAfter());
        boolean third = isGranted(budget, Priority.INTERACTIVE);
        Refused minute = (Refused) take(budget, Priority.INTERACTIVE);
        pass(minute.retryAfter().minusMillis(1));
        boolean early = isGranted(budget, Priority.INTERACTIVE);
        pass(Duration.ofMillis(1));

        assertThat(second).isEqualTo(new Refused(Duration.ofMillis(700), Reason.WINDOW, "1s"));
        assertThat(third).isTrue();
        assertThat(minute).isEqualTo(new Refused(Duration.ofSeconds(59), Reason.WINDOW, "1m"));
        assertThat(early).isFalse();
        assertThat(isGranted(budget, Priority.INTERACTIVE)).isTrue();
    }

    @Test
    void a_calendar_window_begins_anew_at_the_provider_s_reset_and_not_for_a_slower_clock() {
        ApiBudget budget = budget("2/day");
        now = Instant.parse("2026-03-02T23:59:59.999Z");
        assertThat(granted(budget, Priority.INTERACTIVE, 5)).isEqualTo(2);
        assertThat(take(budget, Priority.INTERACTIVE))
                .isEqualTo(new Refused(Duration.ofMillis(1), Reason.WINDOW, "day"));

        pass(Duration.ofMillis(1));
        assertThat(granted(budget, Priority.INTERACTIVE, 5)).isEqualTo(2);
        pass(Duration.ofMillis(-1));
        assertThat(granted(budget, Priority.INTERACTIVE, 5)).isZero();
    }

    @Test
    void a_slower_clock_opens_no_rolling_window() {
        ApiBudget budget = budget("3/PT10S");
        granted(budget, Priority.INTERACTIVE, 2);
        pass(Duration.ofMillis(-5));

        assertThat(granted(budget, Priority.INTERACTIVE, 5)).isEqualTo(1);
        pass(Duration.ofSeconds(10));
        assertThat(isGranted(budget, Priority.INTERACTIVE)).isFalse();
        pass(Duration.ofMillis(5));
        assertThat(granted(budget, Priority.INTERACTIVE, 5)).isEqualTo(3);
    }

    @Test
    void back_fills_stop_first_then_schedules_and_people_may_use_all() {
        ApiBudget budget = budget("100/PT24H");

        assertThat(granted(budget, Priority.BACKFILL, 101)).isEqualTo(70);
        assertThat(granted(budget, Priority.SCHEDULED, 101)).isEqualTo(10);
        assertThat(granted(budget, Priority.BACKFILL, 101)).isZero();
        assertThat(granted(budget, Priority.INTERACTIVE, 101)).isEqualTo(20);
    }

    @Test
    void who_waits_for_the_only_call_goes_before_a_schedule_that_asks_sooner() {
        assertThat(isGranted(PER_SECOND, Priority.SCHEDULED)).isTrue();
        pass(Duration.ofMillis(400));
        assertThat(isGranted(PER_SECOND, Priority.INTERACTIVE)).isFalse();
        pass(Duration.ofMillis(600));

        assertThat(take(other, PER_SECOND, KEYS, Priority.SCHEDULED, Cost.ONE))
                .isEqualTo(new Refused(Duration.ofMillis(500), Reason.PEOPLE_FIRST, ""));
        pass(Duration.ofMillis(10));
        assertThat(isGranted(PER_SECOND, Priority.INTERACTIVE)).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(isGranted(PER_SECOND, Priority.SCHEDULED)).isTrue();
    }

    @Test
    void a_person_who_does_not_come_back_holds_nobody_up_for_long() {
        isGranted(PER_SECOND, Priority.SCHEDULED);
        isGranted(PER_SECOND, Priority.INTERACTIVE);
        pass(Duration.ofMillis(1500));

        assertThat(isGranted(PER_SECOND, Priority.BACKFILL)).isTrue();
    }

    @Test
    void calls_at_once_are_limited_over_all_instances_until_they_end_or_their_instance_is_given_up() {
        ApiBudget budget = new ApiBudget(List.of(), 2, Reserve.USUAL, List.of());
        Permit first = permit(budget);
        take(other, budget, KEYS, Priority.SCHEDULED, Cost.ONE);

        assertThat(take(budget, Priority.INTERACTIVE))
                .isEqualTo(new Refused(Duration.ofSeconds(1), Reason.CONCURRENCY, ""));
        end(first, Map.of(), null);
        assertThat(isGranted(budget, Priority.INTERACTIVE)).isTrue();
        assertThat(isGranted(budget, Priority.INTERACTIVE)).isFalse();
        assertThat(state(budget).underWay()).isEqualTo(2);
        pass(Duration.ofSeconds(60));
        assertThat(granted(budget, Priority.INTERACTIVE, 5)).isEqualTo(2);
    }

    @Test
    void calls_are_spread_over_keys_and_a_closed_key_is_passed_over() {
        ApiBudget budget = budget("4/PT1M");
        List<Integer> used = new ArrayList<>();
        List<Permit> permits = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Granted granted = (Granted) take(budgets, budget, TWO_KEYS, Priority.INTERACTIVE, Cost.ONE);
            used.add(granted.key());
            permits.add(granted.permit());
        }
        end(permits.get(3), Map.of(), FailureClass.AUTH);
        for (int i = 0; i < 2; i++) {
            used.add(((Granted) take(other, budget, TWO_KEYS, Priority.INTERACTIVE, Cost.ONE)).key());
        }

        assertThat(used).containsExactly(0, 1, 0, 1, 0, 0);
        assertThat(take(other, budget, TWO_KEYS, Priority.INTERACTIVE, Cost.ONE))
                .isEqualTo(new Refused(Duration.ofMinutes(1), Reason.WINDOW, "1m"));
        assertThat(Await.answer(other.state("finnhub", budget, TWO_KEYS)))
                .extracting(KeyState::closedWhy)
                .containsExactly("", "auth");
    }

    @Test
    void what_one_instance_is_told_in_retry_after_holds_for_all() {
        Permit permit = permit(PER_SECOND);
        end(permit, Map.of("retry-after", "53"), FailureClass.RATE_LIMITED);

        assertThat(take(other, PER_SECOND, KEYS, Priority.INTERACTIVE, Cost.ONE))
                .isEqualTo(new Refused(Duration.ofSeconds(53), Reason.CLOSED, "rate-limited"));
        end(permit, Map.of("retry-after", "5"), FailureClass.RATE_LIMITED);
        pass(Duration.ofMillis(52_999));
        assertThat(isGranted(PER_SECOND, Priority.INTERACTIVE)).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(isGranted(PER_SECOND, Priority.INTERACTIVE)).isTrue();
    }

    @Test
    void an_exhausted_rolling_quota_is_left_alone_until_its_oldest_call_leaves_and_an_hour_at_least() {
        ApiBudget budget = budget("25/PT24H");
        permit(budget);
        pass(Duration.ofHours(10));
        end(permit(budget), Map.of(), FailureClass.QUOTA_EXHAUSTED);

        assertThat(take(budget, Priority.INTERACTIVE))
                .isEqualTo(new Refused(Duration.ofHours(14), Reason.CLOSED, "quota-exhausted"));
        pass(Duration.ofHours(14));
        Permit again = permit(budget);
        pass(Duration.ofMinutes(9 * 60 + 50));
        end(again, Map.of(), FailureClass.QUOTA_EXHAUSTED);
        assertThat(take(budget, Priority.INTERACTIVE))
                .isEqualTo(new Refused(Duration.ofHours(1), Reason.CLOSED, "quota-exhausted"));
    }

    @Test
    void calls_that_others_make_with_our_key_are_learned_from_the_headers_until_the_reset() {
        ApiBudget plain = budget("10/PT1M");
        ApiBudget budget = new ApiBudget(
                plain.policies(), 0, Reserve.USUAL, List.of(new LimitHeaders("credits-left", "credits-reset", "1m")));
        Permit permit = permit(budget);
        end(permit, Map.of("credits-left", "3", "credits-reset", "30"), null);

        assertThat(state(budget).windows().get(0).used()).isEqualTo(7);
        // A reply that left the provider earlier knows of fewer calls: it gives nothing back.
        end(permit, Map.of("credits-left", "8", "credits-reset", "30"), null);
        assertThat(granted(budget, Priority.INTERACTIVE, 20)).isEqualTo(3);
        assertThat(take(budget, Priority.INTERACTIVE))
                .isEqualTo(new Refused(Duration.ofSeconds(30), Reason.WINDOW, "1m"));
        pass(Duration.ofSeconds(30));
        assertThat(granted(budget, Priority.INTERACTIVE, 20)).isEqualTo(6);
    }

    @Test
    void headers_correct_a_calendar_window_too() {
        ApiBudget budget = budget("10/day");
        end(permit(budget), Map.of("x-ratelimit-remaining", "2"), null);

        assertThat(granted(budget, Priority.INTERACTIVE, 20)).isEqualTo(2);
        now = Instant.parse("2026-03-03T00:00:00Z");
        assertThat(granted(budget, Priority.INTERACTIVE, 20)).isEqualTo(10);
    }

    @Test
    void nothing_left_in_a_window_that_no_policy_is_about_closes_the_key() {
        end(
                permit(PER_SECOND),
                Map.of("ratelimit-limit", "15000", "ratelimit-remaining", "0", "ratelimit-reset", "864000"),
                null);

        assertThat(take(PER_SECOND, Priority.INTERACTIVE))
                .isEqualTo(new Refused(Duration.ofDays(10), Reason.CLOSED, "nothing-left"));
    }

    @Test
    void a_large_window_needs_about_a_thousand_entries_and_still_holds() {
        ApiBudget budget = budget("5000/PT1H");
        Random random = new Random(3);
        List<Instant> calls = new ArrayList<>();

        for (int i = 0; i < 6000; i++) {
            pass(Duration.ofMillis(random.nextInt(2000)));
            int cost = 1 + random.nextInt(2);
            if (take(budgets, budget, KEYS, Priority.INTERACTIVE, new Cost(cost, 1)) instanceof Granted) {
                for (int call = 0; call < cost; call++) {
                    calls.add(now);
                }
            }
        }

        assertThat(Windows.most(calls, Duration.ofHours(1))).isBetween(4900, 5000);
        assertThat(commands.llen("qw:budget:{finnhub}:" + KEYS.get(0) + ":1h")).isBetween(500L, 1001L);
    }

    @Test
    void every_key_expires_and_names_no_secret() {
        ApiBudget budget = new ApiBudget(budget("5/PT1M 20/day 99/PT24H").policies(), 9, Reserve.USUAL, List.of());
        granted(budget, Priority.INTERACTIVE, 3);
        end(permit(budget), Map.of("retry-after", "7200"), FailureClass.RATE_LIMITED);

        List<String> keys = commands.keys("*");
        assertThat(keys)
                .containsExactlyInAnyOrder(
                        "qw:budget:{finnhub}:7692c3ad",
                        "qw:budget:{finnhub}:7692c3ad:under-way",
                        "qw:budget:{finnhub}:7692c3ad:1m",
                        "qw:budget:{finnhub}:7692c3ad:1d");
        assertThat(keys)
                .allSatisfy(key -> assertThat(commands.pttl(key))
                        .isBetween(60_000L, Duration.ofDays(1).plusMinutes(1).toMillis()));
        assertThat(commands.pttl(keys.stream()
                        .filter(key -> key.endsWith("3ad"))
                        .findFirst()
                        .orElseThrow()))
                .isGreaterThan(Duration.ofHours(24).toMillis());
    }

    @Test
    void providers_and_keys_are_counted_apart() {
        assertThat(isGranted(PER_SECOND, Priority.INTERACTIVE)).isTrue();
        assertThat(Await.answer(budgets.take("coinbase", PER_SECOND, KEYS, Priority.INTERACTIVE, Cost.ONE)))
                .isInstanceOf(Granted.class);
        assertThat(take(budgets, PER_SECOND, List.of(KeyId.of("two")), Priority.INTERACTIVE, Cost.ONE))
                .isInstanceOf(Granted.class);
    }

    @Test
    void an_operator_sees_the_same_from_every_instance() {
        ApiBudget budget = budget("5/PT1M 20/day");
        granted(budget, Priority.INTERACTIVE, 2);
        pass(Duration.ofSeconds(20));
        granted(budget, Priority.INTERACTIVE, 1);

        assertThat(state(budget))
                .isEqualTo(new KeyState(
                        KEYS.get(0),
                        0,
                        null,
                        "",
                        List.of(
                                new KeyState.Window("1m", 5, 3, 2, START.plusSeconds(60)),
                                new KeyState.Window("day", 20, 3, 17, Instant.parse("2026-03-03T00:00:00Z")))));
    }
}
