package dev.quotewell.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.budget.Decision.Granted;
import dev.quotewell.budget.Decision.Reason;
import dev.quotewell.budget.Decision.Refused;
import dev.quotewell.budget.Decision.TooLarge;
import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** The order of things around the shared count, and what an instance does without it. */
class BudgetsTest {

    private static final List<String> KEYS = List.of(KeyId.of("secret"));
    private static final ApiBudget DAILY = Lines.budget("20/day 1/PT1S");

    private final MemoryBudgets store = new MemoryBudgets();
    private final Map<String, Long> remaining = new HashMap<>();
    private Instant now = Lines.NOW;
    private final Budgets budgets = instance(StoreAway.OWN_COUNT);

    private Budgets instance(StoreAway whenAway) {
        return new Budgets(
                store, () -> now, whenAway, (provider, window, left) -> remaining.put(provider + " " + window, left));
    }

    private Decision take(Budgets from, ApiBudget budget) {
        return from.take("finnhub", budget, KEYS, Priority.INTERACTIVE, Cost.ONE)
                .toCompletableFuture()
                .join();
    }

    private int granted(Budgets from, int asked) {
        int granted = 0;
        for (int i = 0; i < asked; i++) {
            now = now.plusSeconds(1);
            if (take(from, DAILY) instanceof Granted) {
                granted++;
            }
        }
        return granted;
    }

    private int shared() {
        return store.spent.getOrDefault(KEYS.get(0), List.of()).size();
    }

    @Test
    void a_provider_without_limits_costs_nothing() {
        Granted granted = (Granted) take(budgets, ApiBudget.NONE);
        budgets.finished(granted.permit(), Map.of(), FailureClass.RATE_LIMITED, null, now);

        assertThat(granted.key()).isZero();
        assertThat(store.asked).isZero();
    }

    @Test
    void the_end_of_a_call_that_tells_nothing_costs_nothing() {
        Granted granted = (Granted) take(budgets, DAILY);
        budgets.finished(granted.permit(), Map.of("etag", "x"), FailureClass.NO_DATA, null, now);

        assertThat(store.asked).isEqualTo(1);
    }

    @Test
    void what_can_never_be_granted_is_told_at_once() {
        Decision decision = budgets.take(
                        "finnhub", Lines.budget("8/PT1M/symbol"), KEYS, Priority.SCHEDULED, new Cost(1, 8))
                .toCompletableFuture()
                .join();

        assertThat(decision).isEqualTo(new TooLarge("1m-symbols", 6));
        assertThat(store.asked).isZero();
    }

    @Test
    void tells_what_remains_after_each_decision() {
        take(budgets, DAILY);

        assertThat(remaining).isEqualTo(Map.of("finnhub day", 19L, "finnhub 1s", 0L));
    }

    @Test
    void a_closed_key_has_nothing_left() {
        Granted granted = (Granted) take(budgets, DAILY);
        budgets.finished(granted.permit(), Map.of(), FailureClass.AUTH, null, now);
        now = now.plusSeconds(2);
        take(budgets, DAILY);

        assertThat(remaining).isEqualTo(Map.of("finnhub day", 0L, "finnhub 1s", 0L));
    }

    @Test
    void without_the_shared_count_an_instance_takes_at_most_half_of_what_is_left() {
        store.away = true;

        assertThat(granted(budgets, 100)).isEqualTo(10);
        assertThat(take(budgets, DAILY))
                .isEqualTo(new Refused(
                        Duration.between(now, Instant.parse("2026-03-03T00:00:00Z")), Reason.WINDOW, "day"));
    }

    @Test
    void without_the_shared_count_it_goes_on_from_the_last_one_it_saw() {
        assertThat(granted(budgets, 15)).isEqualTo(15);
        store.away = true;

        assertThat(granted(budgets, 100)).isEqualTo(5);
        now = Instant.parse("2026-03-03T00:00:00Z");
        assertThat(granted(budgets, 100)).isEqualTo(10);
    }

    @Test
    void what_was_spent_without_the_shared_count_is_added_to_it_once() {
        store.away = true;
        granted(budgets, 100);
        assertThat(shared()).isZero();

        store.away = false;
        assertThat(granted(budgets, 3)).isEqualTo(3);

        assertThat(shared()).isEqualTo(13);
        assertThat(granted(instance(StoreAway.OWN_COUNT), 100)).isEqualTo(7);
        assertThat(shared()).isEqualTo(20);
    }

    @Test
    void no_call_is_forgotten_that_was_made_without_the_shared_count_however_many_there_are() {
        ApiBudget large = Lines.budget("6000/PT24H");
        store.away = true;
        int granted = 0;
        for (int i = 0; i < 5000; i++) {
            now = now.plusSeconds(1);
            granted += take(budgets, large) instanceof Granted ? 1 : 0;
        }

        store.away = false;
        take(budgets, large);

        assertThat(granted).isEqualTo(3000);
        assertThat(store.spent.get(KEYS.get(0)))
                .hasSizeLessThan(1100)
                .extracting(spent -> spent.cost().calls())
                .satisfies(calls -> assertThat(
                                calls.stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(3001));
    }

    @Test
    void a_rolling_window_holds_without_the_shared_count_too() {
        store.away = true;
        List<Boolean> granted = new ArrayList<>();

        for (int i = 0; i < 4; i++) {
            granted.add(take(budgets, DAILY) instanceof Granted);
            now = now.plusMillis(500);
        }

        assertThat(granted).containsExactly(true, false, true, false);
    }

    @Test
    void a_refusal_without_the_shared_count_closes_the_key_and_is_told_later() {
        store.away = true;
        Granted granted = (Granted) take(budgets, DAILY);
        budgets.finished(granted.permit(), Map.of("retry-after", "90"), FailureClass.RATE_LIMITED, null, now);
        now = now.plusSeconds(30);

        assertThat(take(budgets, DAILY)).isEqualTo(new Refused(Duration.ofSeconds(60), Reason.CLOSED, "rate-limited"));

        store.away = false;
        take(budgets, DAILY);
        assertThat(store.closed).containsKey(KEYS.get(0));
    }

    @Test
    void one_call_at_once_holds_without_the_shared_count_too_until_it_ends_or_its_lease() {
        ApiBudget single = new ApiBudget(List.of(), 1, ApiBudget.Reserve.USUAL, List.of());
        store.away = true;

        Granted first = (Granted) take(budgets, single);
        assertThat(take(budgets, single)).isInstanceOf(Refused.class);
        budgets.finished(first.permit(), Map.of(), null, null, now);
        assertThat(take(budgets, single)).isInstanceOf(Granted.class);
        assertThat(take(budgets, single)).isInstanceOf(Refused.class);
        now = now.plus(BudgetStore.LEASE);
        assertThat(take(budgets, single)).isInstanceOf(Granted.class);
    }

    @Test
    void makes_no_calls_without_the_shared_count_where_that_is_wanted() {
        store.away = true;

        assertThat(take(instance(StoreAway.NO_CALLS), DAILY))
                .isEqualTo(new Refused(Duration.ofSeconds(1), Reason.STORE_AWAY, ""));
    }

    @Test
    void an_operator_sees_each_window_and_never_a_key() {
        take(budgets, DAILY);

        List<KeyState> states =
                budgets.state("finnhub", DAILY, KEYS).toCompletableFuture().join();

        assertThat(states).hasSize(1);
        assertThat(states.get(0).key()).matches("[0-9a-f]{8}");
        assertThat(states.get(0).windows())
                .first()
                .isEqualTo(new KeyState.Window("day", 20, 1, 19, Instant.parse("2026-03-03T00:00:00Z")));
    }

    @Test
    void an_operator_is_told_when_the_shared_count_is_away() {
        store.away = true;

        assertThatThrownBy(() -> budgets.state("finnhub", DAILY, KEYS)
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(BudgetUnavailableException.class);
    }

    @Test
    void a_key_itself_is_refused_and_not_repeated() {
        assertThat(KeyId.of("secret")).isEqualTo("2bb80d53");
        assertThat(KeyId.of(null)).isEqualTo("no-key");
        assertThatThrownBy(
                        () -> budgets.take("finnhub", DAILY, List.of("my-own-secret"), Priority.INTERACTIVE, Cost.ONE))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("my-own-secret");
    }
}
