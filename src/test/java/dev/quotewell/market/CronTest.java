package dev.quotewell.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {

    private static final String NEW_YORK = "America/New_York";
    private static final String SAO_PAULO = "America/Sao_Paulo";

    private static Cron cron(String expression, String zone) {
        return Cron.of(expression, ZoneId.of(zone));
    }

    private static List<Instant> between(Cron cron, String from, String until) {
        List<Instant> ticks = new ArrayList<>();
        Instant tick = cron.next(Instant.parse(from)).orElseThrow();
        while (tick.isBefore(Instant.parse(until))) {
            ticks.add(tick);
            tick = cron.next(tick).orElseThrow();
        }
        return ticks;
    }

    @ParameterizedTest
    @CsvSource({
        // The clocks of New York went from 02:00 to 03:00 on 8 March 2026, and from 02:00 back to 01:00 on 1 November.
        "0 30 2 * * ?, America/New_York, 2026-03-07T12:00:00Z, 2026-03-08T07:30:00Z",
        "0 30 3 * * ?, America/New_York, 2026-03-07T12:00:00Z, 2026-03-08T07:30:00Z",
        "0 0 2 * * ?, America/New_York, 2026-03-08T06:59:59Z, 2026-03-08T07:00:00Z",
        "0 30 1 * * ?, America/New_York, 2026-10-31T12:00:00Z, 2026-11-01T05:30:00Z",
        "0 30 1 * * ?, America/New_York, 2026-11-01T05:30:00Z, 2026-11-02T06:30:00Z",
        "0 0 2 * * ?, America/New_York, 2026-11-01T05:30:00Z, 2026-11-01T07:00:00Z",
        // Those of São Paulo went from midnight to 01:00 on 4 November 2018, and back to 23:00 on 17 February 2019.
        "0 0 0 * * ?, America/Sao_Paulo, 2018-11-03T12:00:00Z, 2018-11-04T03:00:00Z",
        "0 30 23 * * ?, America/Sao_Paulo, 2019-02-16T12:00:00Z, 2019-02-17T01:30:00Z",
        "0 30 23 * * ?, America/Sao_Paulo, 2019-02-17T01:30:00Z, 2019-02-18T02:30:00Z",
        "0 0 0 1 1 ? 2099, UTC, 2026-01-01T00:00:00Z, 2099-01-01T00:00:00Z",
    })
    void a_tick_is_told_by_the_clocks_of_its_zone(String expression, String zone, String after, String next) {
        assertThat(cron(expression, zone).next(Instant.parse(after))).contains(Instant.parse(next));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-08T05:00:00Z", "2026-11-01T04:00:00Z"})
    void five_minutes_stay_five_minutes_when_clocks_change(String from) {
        Instant begin = Instant.parse(from);

        List<Instant> ticks = between(
                cron("0 0/5 * * * ?", NEW_YORK),
                from,
                begin.plus(4, ChronoUnit.HOURS).toString());

        assertThat(ticks).hasSize(47).first().isEqualTo(begin.plusSeconds(300));
        for (int i = 1; i < ticks.size(); i++) {
            assertThat(ticks.get(i)).isEqualTo(ticks.get(i - 1).plusSeconds(300));
        }
    }

    @Test
    void ticks_that_the_left_out_hour_moves_onto_others_come_once() {
        assertThat(between(cron("0 0,30 2,3 * * ?", NEW_YORK), "2026-03-08T00:00:00Z", "2026-03-09T00:00:00Z"))
                .containsExactly(Instant.parse("2026-03-08T07:00:00Z"), Instant.parse("2026-03-08T07:30:00Z"));
    }

    @Test
    void there_is_no_tick_after_the_last_one() {
        assertThat(cron("0 0 0 1 1 ? 2020", NEW_YORK).next(Instant.parse("2026-01-01T00:00:00Z")))
                .isEmpty();
    }

    @Property(tries = 500)
    void every_minute_has_its_tick(@ForAll @LongRange(min = 1_514_764_800L, max = 1_830_297_600L) long second) {
        Instant after = Instant.ofEpochSecond(second);

        for (String zone : List.of(NEW_YORK, SAO_PAULO, "Australia/Lord_Howe")) {
            assertThat(cron("0 * * * * ?", zone).next(after))
                    .contains(after.truncatedTo(ChronoUnit.MINUTES).plusSeconds(60));
        }
    }

    @Property(tries = 40)
    void every_day_has_its_tick_once(
            @ForAll @IntRange(max = 23) int hour,
            @ForAll @IntRange(max = 59) int minute,
            @ForAll @IntRange(min = 2015, max = 2027) int year) {
        for (String zone : List.of(NEW_YORK, SAO_PAULO, "Australia/Lord_Howe")) {
            Instant begin =
                    LocalDate.of(year, 1, 1).atStartOfDay(ZoneId.of(zone)).toInstant();
            Instant end =
                    LocalDate.of(year + 1, 1, 1).atStartOfDay(ZoneId.of(zone)).toInstant();

            List<Instant> ticks = between(
                    cron("0 " + minute + " " + hour + " * * ?", zone),
                    begin.minusMillis(1).toString(),
                    end.toString());

            List<LocalDate> days = ticks.stream()
                    .map(tick -> LocalDate.ofInstant(tick, ZoneId.of(zone)))
                    .toList();
            assertThat(days)
                    .doesNotHaveDuplicates()
                    .hasSize(LocalDate.of(year, 1, 1).lengthOfYear());
            assertThat(ticks.stream()
                            .filter(tick ->
                                    !LocalTime.ofInstant(tick, ZoneId.of(zone)).equals(LocalTime.of(hour, minute))))
                    .hasSizeLessThanOrEqualTo(1);
        }
    }
}
