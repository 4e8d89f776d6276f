package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.market.Cron;
import dev.quotewell.market.Market;
import dev.quotewell.market.Markets;
import dev.quotewell.market.Ticks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TickPlanTest {

    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Ticks MINUTES = new Ticks(Cron.of("0 * * * * ?", ZoneOffset.UTC), null);
    private static final Market NEW_YORK =
            Markets.read(Path.of("config/markets")).find("xnys").orElseThrow();

    private static Instant at(String time) {
        return Instant.parse("2026-11-23T" + time + "Z");
    }

    private static TickPlan plan(MissedRun missedRun, String claimed, String now) {
        return TickPlan.of(MINUTES, missedRun, GRACE, at(claimed), at(now));
    }

    @Test
    void a_tick_is_run_from_its_moment_on_and_not_before() {
        assertThat(plan(MissedRun.SKIP, "12:00:00", "12:00:59.999"))
                .isEqualTo(new TickPlan(List.of(), Optional.empty(), Optional.of(at("12:01:00"))));
        assertThat(plan(MissedRun.SKIP, "12:00:00", "12:01:00"))
                .isEqualTo(new TickPlan(List.of(at("12:01:00")), Optional.empty(), Optional.of(at("12:02:00"))));
    }

    @Test
    void a_claimed_tick_is_not_run_again() {
        assertThat(plan(MissedRun.CATCH_UP, "12:01:00", "12:01:05").run()).isEmpty();
    }

    @Test
    void a_tick_is_on_time_as_long_as_the_grace_and_missed_after_it() {
        assertThat(plan(MissedRun.SKIP, "12:00:00", "12:01:30").run()).containsExactly(at("12:01:00"));

        TickPlan late = plan(MissedRun.SKIP, "12:00:00", "12:01:30.001");
        assertThat(late.run()).isEmpty();
        assertThat(late.givenUp()).contains(at("12:01:00"));
    }

    @Test
    void each_policy_does_with_missed_ticks_what_it_says() {
        assertThat(plan(MissedRun.SKIP, "12:00:00", "12:05:10"))
                .extracting(TickPlan::run, TickPlan::givenUp)
                .containsExactly(List.of(at("12:05:00")), Optional.of(at("12:04:00")));
        assertThat(plan(MissedRun.RUN_ONCE, "12:00:00", "12:05:10"))
                .extracting(TickPlan::run, TickPlan::givenUp)
                .containsExactly(List.of(at("12:04:00"), at("12:05:00")), Optional.of(at("12:03:00")));
        assertThat(plan(MissedRun.CATCH_UP, "12:00:00", "12:05:10"))
                .extracting(TickPlan::run, TickPlan::givenUp)
                .containsExactly(
                        List.of(at("12:01:00"), at("12:02:00"), at("12:03:00"), at("12:04:00"), at("12:05:00")),
                        Optional.empty());
    }

    @Test
    void a_missed_tick_that_was_the_only_one_is_run_after_all_and_none_is_given_up() {
        assertThat(plan(MissedRun.RUN_ONCE, "12:00:00", "12:01:40"))
                .extracting(TickPlan::run, TickPlan::givenUp)
                .containsExactly(List.of(at("12:01:00")), Optional.empty());
    }

    @Test
    void of_very_many_missed_ticks_the_newest_thousand_are_run() {
        TickPlan plan = TickPlan.of(MINUTES, MissedRun.CATCH_UP, GRACE, Instant.EPOCH, at("12:00:40"));

        assertThat(plan.run()).hasSize(1000).last().isEqualTo(at("12:00:00"));
        assertThat(plan.givenUp()).contains(at("12:00:00").minus(Duration.ofMinutes(1000)));
    }

    @Test
    void outside_of_the_session_nothing_is_run_and_nothing_missed() {
        Ticks ticks = new Ticks(Cron.of("0 * * * * ?", ZoneId.of("America/New_York")), NEW_YORK);
        Instant fridaysLast = Instant.parse("2026-11-20T20:59:00Z");
        Instant mondaysFirst = Instant.parse("2026-11-23T14:30:00Z");

        TickPlan weekend =
                TickPlan.of(ticks, MissedRun.CATCH_UP, GRACE, fridaysLast, Instant.parse("2026-11-22T12:00:00Z"));
        TickPlan monday = TickPlan.of(ticks, MissedRun.CATCH_UP, GRACE, fridaysLast, mondaysFirst);

        assertThat(weekend).isEqualTo(new TickPlan(List.of(), Optional.empty(), Optional.of(mondaysFirst)));
        assertThat(monday.run()).containsExactly(mondaysFirst);
    }

    @Test
    void a_cron_that_never_meets_the_session_has_no_tick() {
        Ticks ticks = new Ticks(Cron.of("0 0 3 * * ?", ZoneId.of("America/New_York")), NEW_YORK);

        assertThat(ticks.next(at("12:00:00"))).isEmpty();
    }

    @Property(tries = 300)
    void whenever_an_instance_looks_catching_up_runs_every_tick_once_and_in_order(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 1, max = 400) Integer> secondsBetween) {
        List<Instant> run = new ArrayList<>();
        Instant start = at("12:00:30");
        Instant claimed = start;
        Instant now = start;
        for (int seconds : secondsBetween) {
            now = now.plusSeconds(seconds);
            List<Instant> ticks = TickPlan.of(MINUTES, MissedRun.CATCH_UP, GRACE, claimed, now)
                    .run();
            run.addAll(ticks);
            claimed = ticks.isEmpty() ? claimed : ticks.get(ticks.size() - 1);
        }

        List<Instant> all = new ArrayList<>();
        for (Instant tick = at("12:01:00"); !tick.isAfter(now); tick = tick.plusSeconds(60)) {
            all.add(tick);
        }
        assertThat(run).isEqualTo(all);
    }

    @Property(tries = 300)
    void no_policy_runs_a_tick_twice(
            @ForAll MissedRun missedRun,
            @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 1, max = 400) Integer> secondsBetween) {
        List<Instant> run = new ArrayList<>();
        Instant claimed = at("12:00:30");
        Instant now = claimed;
        for (int seconds : secondsBetween) {
            now = now.plusSeconds(seconds);
            List<Instant> ticks =
                    TickPlan.of(MINUTES, missedRun, GRACE, claimed, now).run();
            run.addAll(ticks);
            claimed = ticks.isEmpty() ? claimed : ticks.get(ticks.size() - 1);
        }

        assertThat(run).doesNotHaveDuplicates().isSorted();
    }
}
