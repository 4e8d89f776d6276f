package dev.quotewell.plan;

import static dev.quotewell.plan.Traffics.OPEN;
import static dev.quotewell.plan.Traffics.SATURDAY;
import static dev.quotewell.plan.Traffics.SHIPPED;
import static dev.quotewell.plan.Traffics.atMost;
import static dev.quotewell.plan.Traffics.quotes;
import static dev.quotewell.plan.Traffics.setup;
import static dev.quotewell.plan.Traffics.simulated;
import static dev.quotewell.plan.Traffics.ttl;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.budget.Priority;
import dev.quotewell.cache.CachePolicy;
import dev.quotewell.cache.RequestDirectives;
import dev.quotewell.provider.ApiBudget;
import dev.quotewell.traffic.Recording;
import dev.quotewell.traffic.Setup;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Small recordings whose outcome can be reckoned by hand. */
class SimulationTest {

    private static final String FINNHUB = "finnhub";

    /** One look-up a second for half a minute, and a provider that takes 100 ms. */
    private static Recording everySecond() {
        Traffics traffics = new Traffics(OPEN, setup(ttl(10), FINNHUB)).call(0, "AAPL", FINNHUB, 100, "answered");
        for (int second = 0; second < 30; second++) {
            traffics.ask(second, "AAPL");
        }
        return traffics.recording();
    }

    @Test
    void a_key_is_loaded_once_a_ttl_and_hit_in_between() {
        Use.OfDataset use = quotes(simulated(setup(ttl(10), FINNHUB), everySecond()));

        // Loads at 0, 10 and 20; answered 100 ms old then, and 1 to 9 s old in between.
        assertThat(use)
                .isEqualTo(new Use.OfDataset(30, 27, 0, 0, 0, 3, 3, Duration.ofSeconds(4), Duration.ofSeconds(9)));
        assertThat(use.hitRatio()).isEqualTo(0.9);
    }

    @Test
    void half_the_ttl_makes_twice_the_calls() {
        Use.OfDataset use = quotes(simulated(setup(ttl(5), FINNHUB), everySecond()));

        assertThat(use)
                .isEqualTo(new Use.OfDataset(30, 24, 0, 0, 0, 6, 6, Duration.ofSeconds(2), Duration.ofSeconds(4)));
    }

    @Test
    void a_stale_record_is_answered_at_once_while_one_load_runs_behind_it() {
        Recording recording = new Traffics(OPEN, setup(ttl(10), FINNHUB))
                .ask(0, "AAPL")
                .ask(12, "AAPL")
                .ask(12.05, "AAPL")
                .ask(13, "AAPL")
                .recording();
        CachePolicy.Builder policy = ttl(10).staleWhileRevalidate(Duration.ofSeconds(5));

        Use.OfDataset use = quotes(simulated(setup(policy, FINNHUB), recording));

        assertThat(use.hits()).isEqualTo(3);
        assertThat(use.stale()).isEqualTo(2);
        assertThat(use.calls()).isEqualTo(2);
        assertThat(use.ageP99()).isEqualTo(Duration.ofMillis(12_050));
    }

    @Test
    void a_fresh_record_is_loaded_anew_behind_a_hit_when_that_is_asked_for() {
        Recording recording = new Traffics(OPEN, setup(ttl(10), FINNHUB))
                .ask(0, "AAPL")
                .ask(8, "AAPL")
                .ask(12, "AAPL")
                .recording();

        Use.OfDataset use = quotes(simulated(setup(ttl(10).eagerRefresh(0.5), FINNHUB), recording));

        assertThat(use.hits()).isEqualTo(2);
        assertThat(use.stale()).isZero();
        assertThat(use.calls()).isEqualTo(2);
    }

    private static Recording withAnOutage() {
        return new Traffics(OPEN, setup(ttl(10), FINNHUB))
                .call(0, "AAPL", FINNHUB, 100, "answered")
                .call(12, "AAPL", FINNHUB, 100, "provider-fault")
                .ask(0, "AAPL")
                .ask(12, "AAPL")
                .ask(14, "AAPL")
                .recording();
    }

    @Test
    void a_recorded_failure_fails_again_and_the_stale_record_stands_in() {
        CachePolicy.Builder policy = ttl(10).staleIfError(Duration.ofHours(1)).failureBackoff(Duration.ofSeconds(5));

        Use.OfDataset use = quotes(simulated(setup(policy, FINNHUB), withAnOutage()));

        assertThat(use.stale()).isEqualTo(2);
        assertThat(use.errors()).isZero();
        // The look-up at 14 is within the backoff: nobody is called.
        assertThat(use.calls()).isEqualTo(2);
    }

    @Test
    void without_a_stale_record_allowed_the_failure_is_the_answer() {
        CachePolicy.Builder policy = ttl(10).failureBackoff(Duration.ofSeconds(5));

        Use.OfDataset use = quotes(simulated(setup(policy, FINNHUB), withAnOutage()));

        assertThat(use.errors()).isEqualTo(2);
        assertThat(use.refused()).isZero();
        assertThat(use.calls()).isEqualTo(2);
    }

    @Test
    void after_its_backoff_a_failed_key_is_asked_for_again() {
        CachePolicy.Builder policy = ttl(10).failureBackoff(Duration.ofSeconds(1));

        Use.OfDataset use = quotes(simulated(setup(policy, FINNHUB), withAnOutage()));

        assertThat(use.calls()).isEqualTo(3);
    }

    @Test
    void the_trouble_of_a_provider_hits_a_key_that_was_not_recorded_then() {
        Recording recording = new Traffics(OPEN, setup(ttl(10), FINNHUB))
                .call(0, "AAPL", FINNHUB, 100, "answered")
                .call(100, "AAPL", FINNHUB, 100, "provider-fault")
                .ask(101, "MSFT")
                .ask(200, "MSFT")
                .recording();

        Use.OfDataset use = quotes(simulated(setup(ttl(10), FINNHUB), recording));

        assertThat(use.errors()).isEqualTo(1);
        assertThat(use.calls()).isEqualTo(2);
    }

    @Test
    void a_bad_answer_about_one_key_is_no_trouble_of_the_provider() {
        Recording recording = new Traffics(OPEN, setup(ttl(10), FINNHUB))
                .call(0, "AAPL", FINNHUB, 100, "malformed")
                .ask(1, "AAPL")
                .ask(1, "MSFT")
                .ask(100, "AAPL")
                .recording();

        Use.OfDataset use = quotes(simulated(setup(ttl(10), FINNHUB), recording));

        assertThat(use.errors()).isEqualTo(1);
        assertThat(use.calls()).isEqualTo(3);
    }

    @Test
    void the_next_provider_is_asked_when_the_first_fails() {
        Recording recording = new Traffics(OPEN, setup(ttl(10), FINNHUB))
                .call(0, "AAPL", FINNHUB, 100, "provider-fault")
                .ask(0, "AAPL")
                .recording();

        Use use = simulated(setup(ttl(10), FINNHUB, "twelvedata"), recording);

        assertThat(quotes(use).errors()).isZero();
        assertThat(quotes(use).calls()).isEqualTo(2);
        assertThat(calls(use, FINNHUB)).isEqualTo(1);
        assertThat(calls(use, "twelvedata")).isEqualTo(1);
    }

    @Test
    void who_does_not_cover_a_symbol_is_not_called() {
        Recording recording =
                new Traffics(OPEN, setup(ttl(10), FINNHUB)).ask(0, "BTC-USD").recording();

        Use use = simulated(setup(ttl(10), FINNHUB, "coinbase"), recording);

        assertThat(calls(use, FINNHUB)).isZero();
        assertThat(calls(use, "coinbase")).isEqualTo(1);
    }

    private static long calls(Use use, String provider) {
        return Comparison.of(use, new Use.ProviderDay(provider, LocalDate.of(2026, 3, 4)))
                .calls();
    }

    @Test
    void that_there_is_no_such_key_is_remembered() {
        Recording recording = new Traffics(OPEN, setup(ttl(10), FINNHUB))
                .call(0, "ZZZZZ", FINNHUB, 100, "unknown-symbol")
                .ask(0, "ZZZZZ")
                .ask(5, "ZZZZZ")
                .ask(100, "ZZZZZ")
                .recording();

        Use.OfDataset use = quotes(simulated(setup(ttl(10).negativeTtl(Duration.ofSeconds(60)), FINNHUB), recording));

        assertThat(use.hits()).isEqualTo(1);
        assertThat(use.errors()).isZero();
        assertThat(use.calls()).isEqualTo(2);
    }

    @Test
    void a_closed_market_keeps_a_record_until_it_opens() {
        Setup.Step step = new Setup.Step(ttl(10).build(), "until-open", null, true, 1, List.of(FINNHUB));
        Setup untilOpen = setup(step, ApiBudget.NONE);

        Use.OfDataset closed = quotes(simulated(untilOpen, hourly(new Traffics(SATURDAY, untilOpen))));
        Use.OfDataset open = quotes(simulated(untilOpen, hourly(new Traffics(OPEN, untilOpen))));

        assertThat(closed.calls()).isEqualTo(1);
        assertThat(closed.hits()).isEqualTo(2);
        assertThat(open.calls()).isEqualTo(3);
    }

    private static Recording hourly(Traffics traffics) {
        return traffics.ask(0, "AAPL").ask(3600, "AAPL").ask(7200, "AAPL").recording();
    }

    @Test
    void what_a_budget_does_not_grant_is_refused() {
        Traffics traffics = new Traffics(OPEN, setup(ttl(10), FINNHUB));
        List.of("AAPL", "MSFT", "IBM", "NVDA", "TSLA").forEach(symbol -> traffics.ask(1, symbol));
        traffics.ask(62, "ORCL");

        Use use = simulated(setup(ttl(10), atMost(2, Duration.ofMinutes(1)), FINNHUB), traffics.recording());

        assertThat(quotes(use).refused()).isEqualTo(3);
        assertThat(quotes(use).errors()).isEqualTo(3);
        assertThat(quotes(use).calls()).isEqualTo(3);
        assertThat(Comparison.of(use, new Use.ProviderDay(FINNHUB, LocalDate.of(2026, 3, 4))))
                .isEqualTo(new Use.OfProvider(3, 3, List.of(new Use.Fill("1m", Duration.ofMinutes(1), 2, 2))));
        assertThat(quotes(simulated(setup(ttl(10), atMost(5, Duration.ofMinutes(1)), FINNHUB), traffics.recording()))
                        .refused())
                .isZero();
    }

    @Test
    void a_schedule_waits_longer_for_a_budget_than_a_person() {
        Setup budget = setup(ttl(10), atMost(1, Duration.ofSeconds(4)), FINNHUB);
        Recording people = new Traffics(OPEN, budget)
                .ask(0, "AAPL", Priority.INTERACTIVE, RequestDirectives.NONE)
                .ask(0, "MSFT", Priority.INTERACTIVE, RequestDirectives.NONE)
                .recording();
        Recording schedules = new Traffics(OPEN, budget)
                .ask(0, "AAPL", Priority.SCHEDULED, RequestDirectives.NONE)
                .ask(0, "MSFT", Priority.SCHEDULED, RequestDirectives.NONE)
                .recording();

        assertThat(quotes(simulated(budget, people)).refused()).isEqualTo(1);
        assertThat(quotes(simulated(budget, schedules)).refused()).isZero();
        assertThat(quotes(simulated(budget, schedules)).calls()).isEqualTo(2);
    }

    @Test
    void callers_during_a_load_share_it() {
        Recording recording = new Traffics(OPEN, setup(ttl(10), FINNHUB))
                .call(0, "AAPL", FINNHUB, 2_000, "answered")
                .ask(0, "AAPL")
                .ask(0.5, "AAPL")
                .ask(1.9, "AAPL")
                .ask(2.5, "AAPL")
                .recording();

        Use.OfDataset use = quotes(simulated(setup(ttl(10), FINNHUB), recording));

        assertThat(use.calls()).isEqualTo(1);
        assertThat(use.hits()).isEqualTo(1);
        assertThat(use.ageP50()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void keys_of_one_look_up_are_loaded_together_where_the_step_says_so() {
        Recording recording = new Traffics(OPEN, setup(ttl(10), "twelvedata"))
                .askTogether(0, "AAPL", "MSFT", "IBM")
                .recording();
        Setup.Step together = new Setup.Step(ttl(10).build(), null, null, true, 50, List.of("twelvedata"));

        assertThat(quotes(simulated(setup(ttl(10), "twelvedata"), recording)).calls())
                .isEqualTo(3);
        assertThat(quotes(simulated(setup(together, ApiBudget.NONE), recording)).calls())
                .isEqualTo(1);
    }

    @Test
    void what_was_in_the_cache_when_the_recording_began_is_taken_over_with_its_age() {
        Recording recording = new Traffics(OPEN, setup(ttl(10), FINNHUB))
                .hit(0, "AAPL", Duration.ofSeconds(8))
                .hit(3, "AAPL", Duration.ofSeconds(1))
                .recording();

        Use.OfDataset ten = quotes(simulated(setup(ttl(10), FINNHUB), recording));
        Use.OfDataset five = quotes(simulated(setup(ttl(5), FINNHUB), recording));
        Use.OfDataset minute = quotes(simulated(setup(ttl(60), FINNHUB), recording));

        assertThat(ten.hits()).isEqualTo(1);
        assertThat(ten.calls()).isEqualTo(1);
        assertThat(five.calls()).isEqualTo(1);
        assertThat(five.ageP99()).isEqualTo(Duration.ofSeconds(3));
        assertThat(minute.calls()).isZero();
        assertThat(minute.ageP99()).isEqualTo(Duration.ofSeconds(11));
    }

    @Test
    void a_caller_who_wants_it_fresh_costs_a_call_only_where_that_is_honoured() {
        Recording recording = new Traffics(OPEN, setup(ttl(10), FINNHUB))
                .ask(0, "AAPL")
                .ask(1, "AAPL", Priority.INTERACTIVE, RequestDirectives.parse("no-cache"))
                .recording();
        Setup.Step deaf = new Setup.Step(ttl(10).build(), null, null, false, 1, List.of(FINNHUB));

        assertThat(quotes(simulated(setup(ttl(10), FINNHUB), recording)).calls())
                .isEqualTo(2);
        assertThat(quotes(simulated(setup(deaf, ApiBudget.NONE), recording)).calls())
                .isEqualTo(1);
    }

    @Test
    void a_provider_that_fails_too_often_is_left_alone() {
        Traffics traffics = new Traffics(OPEN, setup(ttl(10), FINNHUB));
        for (int i = 0; i < 20; i++) {
            traffics.ask(i, "S" + (char) ('A' + i));
            traffics.call(i, "AAPL", FINNHUB, 10, "provider-fault");
        }

        Use.OfDataset use = quotes(simulated(setup(ttl(10), FINNHUB), traffics.recording()));

        // The breaker opens after five failures, for half a minute.
        assertThat(use.calls()).isEqualTo(5);
        assertThat(use.errors()).isEqualTo(20);
    }

    @Test
    void what_ran_is_simulated_with_each_configuration_from_its_beginning_on() {
        Traffics traffics = new Traffics(OPEN, setup(ttl(10), FINNHUB)).configured(30, setup(ttl(5), FINNHUB));
        for (int second = 0; second < 60; second++) {
            traffics.ask(second, "AAPL");
        }

        Use.OfDataset use = quotes(Simulation.asRecorded(traffics.recording(), SHIPPED, done -> {}));

        assertThat(use.calls()).isEqualTo(3 + 6);
    }

    @Test
    void the_same_comes_out_each_time() {
        Setup jitter = setup(ttl(7).jitter(0.5), FINNHUB);

        Comparison comparison = new Comparison(
                Tally.of(everySecond()), simulated(jitter, everySecond()), simulated(jitter, everySecond()));

        assertThat(comparison.isNoDifference()).isTrue();
        assertThat(comparison.warnings()).isEmpty();
    }

    @Test
    void a_dataset_without_a_step_is_told() {
        assertThat(Simulation.unknown(everySecond(), Map.of())).containsExactly("quote");
    }
}
