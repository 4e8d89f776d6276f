package dev.quotewell.plan;

import static dev.quotewell.plan.Traffics.OPEN;
import static dev.quotewell.plan.Traffics.SATURDAY;
import static dev.quotewell.plan.Traffics.SHIPPED;
import static dev.quotewell.plan.Traffics.quotes;
import static dev.quotewell.plan.Traffics.scheduled;
import static dev.quotewell.plan.Traffics.setup;
import static dev.quotewell.plan.Traffics.simulated;
import static dev.quotewell.plan.Traffics.ttl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.cache.CacheKey;
import dev.quotewell.traffic.Ask;
import dev.quotewell.traffic.Recording;
import dev.quotewell.traffic.Setup;
import dev.quotewell.yaml.ConfigurationFaultsException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A schedule that asked for two symbols at each minute of ten, half a second late, while people asked for a third. */
class ScheduledAsksTest {

    private static final String EVERY_MINUTE = "0 * * * * ?";
    private static final String EVERY_FIVE = "0 0/5 * * * ?";
    private static final Setup TEN_SECONDS = setup(ttl(10), "finnhub");
    private static final Setup RAN = scheduled(TEN_SECONDS, EVERY_MINUTE, "AAPL", "MSFT");

    private static Recording tenMinutes() {
        return tenMinutes(new Traffics(OPEN, RAN));
    }

    private static Recording tenMinutes(Traffics traffics) {
        for (int minute = 0; minute < 10; minute++) {
            traffics.tick(60 * minute + 0.5, "AAPL", "MSFT").ask(60 * minute + 20, "IBM");
        }
        return traffics.recording();
    }

    private static List<Ask> ofSchedule(Recording recording, Setup setup) {
        return ScheduledAsks.in(recording, setup, SHIPPED).stream()
                .filter(Ask.class::isInstance)
                .map(Ask.class::cast)
                .filter(ask -> ask.schedule() != null)
                .toList();
    }

    @Test
    void a_schedule_that_stands_as_it_ran_is_replayed_as_it_was_recorded() {
        Use use = simulated(RAN, tenMinutes());

        assertThat(quotes(use).lookUps()).isEqualTo(30);
        assertThat(use.schedules()).containsEntry("us-shares", 20L);
        assertThat(ofSchedule(tenMinutes(), RAN).get(0).at()).isEqualTo(OPEN.plusMillis(500));
    }

    @Test
    void another_cron_asks_at_its_own_ticks() {
        Use use = simulated(scheduled(TEN_SECONDS, EVERY_FIVE, "AAPL", "MSFT"), tenMinutes());

        assertThat(use.schedules()).containsEntry("us-shares", 4L);
        assertThat(quotes(use).lookUps()).isEqualTo(14);
        assertThat(quotes(use).calls()).isEqualTo(14);
    }

    @Test
    void another_watchlist_is_asked_for() {
        Use use = simulated(scheduled(TEN_SECONDS, EVERY_MINUTE, "AAPL", "MSFT", "NVDA"), tenMinutes());

        assertThat(use.schedules()).containsEntry("us-shares", 30L);
        assertThat(quotes(use).calls()).isEqualTo(40);
    }

    @Test
    void one_that_is_gone_asks_no_more_and_one_that_is_new_begins() {
        Use without = simulated(TEN_SECONDS, tenMinutes());
        Recording people =
                new Traffics(OPEN, TEN_SECONDS).ask(0, "IBM").ask(299, "IBM").recording();
        Use with = simulated(RAN, people);

        assertThat(without.schedules()).isEmpty();
        assertThat(quotes(without).lookUps()).isEqualTo(10);
        assertThat(with.schedules()).containsEntry("us-shares", 10L);
    }

    @Test
    void a_closed_market_has_no_ticks() {
        Recording recording = tenMinutes(new Traffics(SATURDAY, TEN_SECONDS));

        assertThat(simulated(RAN, recording).schedules()).isEmpty();
    }

    @Test
    void the_messages_of_a_long_watchlist_are_spread() {
        String[] symbols = IntStream.range(0, 41)
                .mapToObj(i -> "A" + (char) ('A' + i / 26) + (char) ('A' + i % 26))
                .toArray(String[]::new);

        List<Ask> asks = ofSchedule(tenMinutes(), scheduled(TEN_SECONDS, EVERY_FIVE, symbols));

        assertThat(asks).hasSize(82);
        assertThat(asks.stream().limit(41).map(Ask::at).distinct())
                .containsExactly(OPEN, OPEN.plusSeconds(10), OPEN.plusSeconds(20));
        assertThat(asks.stream().limit(41).map(Ask::group).distinct()).hasSize(3);
        assertThat(asks.get(40).group()).as("a key that is alone").isZero();
    }

    @Test
    void a_period_is_asked_for_as_the_step_sees_it() {
        Setup bars = scheduled(
                TEN_SECONDS,
                new Setup.Schedule(
                        EVERY_FIVE,
                        "UTC",
                        null,
                        Duration.ZERO,
                        "bars",
                        List.of("AAPL/1d/2024-12-30/2025-01-03", "AAPL/1d/2025-02-03/2025-02-04")));

        assertThat(ofSchedule(tenMinutes(), bars).stream().map(Ask::key).distinct())
                .containsExactly(
                        new CacheKey("bars", "AAPL/1d/2024-01-01/2024-12-31"),
                        new CacheKey("bars", "AAPL/1d/2025-01-01/2025-12-31"));
    }

    @Test
    void what_is_asked_for_without_a_watchlist_is_replayed_and_told() {
        Setup.Schedule own = new Setup.Schedule(EVERY_FIVE, "UTC", null, Duration.ZERO, "", List.of());
        Setup changed = scheduled(TEN_SECONDS, own);

        assertThat(simulated(changed, tenMinutes()).schedules()).containsEntry("us-shares", 20L);
        assertThat(Plan.replayedSchedules(tenMinutes(), new Plan.Side(changed, SHIPPED)))
                .containsExactly("us-shares");
        assertThat(Plan.replayedSchedules(tenMinutes(), new Plan.Side(RAN, SHIPPED)))
                .isEmpty();
    }

    @Test
    void a_configuration_that_came_while_it_was_recorded_is_one_that_ran() {
        Instant later = OPEN.plusSeconds(300);
        Traffics traffics = new Traffics(OPEN, scheduled(TEN_SECONDS, EVERY_FIVE, "AAPL"));
        Recording recording = traffics.tick(0.5, "AAPL")
                .configured(300, RAN)
                .tick(300.5, "AAPL", "MSFT")
                .tick(360.5, "AAPL", "MSFT")
                .ask(600, "IBM")
                .recording();

        List<Ask> asks = ofSchedule(recording, RAN);

        assertThat(asks.stream().filter(ask -> ask.at().isBefore(later))).hasSize(10);
        assertThat(asks).hasSize(22);
        assertThat(Plan.recorded(recording)).isEqualTo(RAN);
    }

    @Test
    void more_than_fits_into_memory_is_refused() {
        Recording hours =
                new Traffics(OPEN, RAN).ask(0, "IBM").ask(2 * 3_600, "IBM").recording();
        List<String> keys = IntStream.range(0, 1_000).mapToObj(i -> "A" + i).toList();
        Setup.Schedule eachSecond = new Setup.Schedule("* * * * * ?", "UTC", null, Duration.ZERO, "quote", keys);

        assertThatThrownBy(() -> simulated(scheduled(TEN_SECONDS, eachSecond), hours))
                .isInstanceOf(ConfigurationFaultsException.class)
                .hasMessageContaining("schedule:us-shares with the cron * * * * * ? asks for more than 5000000 keys");
    }
}
