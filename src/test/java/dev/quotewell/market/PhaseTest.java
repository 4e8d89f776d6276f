package dev.quotewell.market;

import static dev.quotewell.market.Shipped.at;
import static dev.quotewell.market.Shipped.market;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhaseTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # New York, an ordinary day in winter and one in summer
            xnys | 2025-01-15T03:59:59-05:00 | closed
            xnys | 2025-01-15T04:00-05:00    | pre
            xnys | 2025-01-15T09:29:59-05:00 | pre
            xnys | 2025-01-15T09:30-05:00    | regular
            xnys | 2025-01-15T15:59:59-05:00 | regular
            xnys | 2025-01-15T16:00-05:00    | post
            xnys | 2025-01-15T20:00-05:00    | closed
            xnys | 2025-07-15T09:29-04:00    | pre
            xnys | 2025-07-15T09:30-04:00    | regular
            # the clocks went forward on 9 March and back on 2 November 2025
            xnys | 2025-03-07T14:29:59Z      | pre
            xnys | 2025-03-07T14:30Z         | regular
            xnys | 2025-03-10T13:30Z         | regular
            xnys | 2025-03-10T20:00Z         | post
            xnys | 2025-10-31T20:00Z         | post
            xnys | 2025-11-03T13:30Z         | pre
            xnys | 2025-11-03T14:30Z         | regular
            xnys | 2025-11-03T20:59Z         | regular
            # weekend, holidays, mourning, short days
            xnys | 2025-01-11T12:00-05:00    | closed
            xnys | 2025-01-09T12:00-05:00    | closed
            xnys | 2025-01-09T05:00-05:00    | closed
            xnys | 2025-01-08T12:00-05:00    | regular
            xnys | 2025-01-10T12:00-05:00    | regular
            xnys | 2024-06-19T12:00-04:00    | closed
            xnys | 2027-06-18T12:00-04:00    | closed
            xnys | 2026-07-03T12:00-04:00    | closed
            xnys | 2026-07-02T15:00-04:00    | regular
            xnys | 2025-07-03T12:59-04:00    | regular
            xnys | 2025-07-03T13:00-04:00    | post
            xnys | 2025-07-03T17:00-04:00    | closed
            xnys | 2025-11-28T13:30-05:00    | post
            xnys | 2025-12-24T13:00-05:00    | post
            xnys | 2027-12-24T12:00-05:00    | closed
            xnys | 2027-12-31T15:59-05:00    | regular
            xnas | 2025-01-09T12:00-05:00    | closed
            xnas | 2025-07-03T12:59-04:00    | regular
            # London and Paris are an hour apart, and change together three weeks after New York
            xlon | 2025-01-15T08:00Z         | regular
            xlon | 2025-01-15T16:30Z         | closed
            xlon | 2025-03-28T08:00Z         | regular
            xlon | 2025-03-31T07:00Z         | regular
            xlon | 2025-03-31T15:30Z         | closed
            xlon | 2025-10-27T07:59Z         | closed
            xlon | 2025-12-24T12:29Z         | regular
            xlon | 2025-12-24T12:30Z         | closed
            xlon | 2024-12-31T12:30Z         | closed
            xlon | 2025-08-25T12:00+01:00    | closed
            xlon | 2026-12-28T12:00Z         | closed
            xlon | 2027-12-27T12:00Z         | closed
            xlon | 2027-12-28T12:00Z         | closed
            xlon | 2027-12-29T12:00Z         | regular
            xpar | 2025-07-14T12:00+02:00    | regular
            xpar | 2025-05-01T12:00+02:00    | closed
            xpar | 2025-12-24T14:04+01:00    | regular
            xpar | 2025-12-24T14:05+01:00    | closed
            xpar | 2025-12-31T14:05+01:00    | closed
            xpar | 2027-12-27T12:00+01:00    | regular
            xpar | 2025-03-31T09:00+02:00    | regular
            xetr | 2025-12-24T11:00+01:00    | closed
            xetr | 2025-12-31T11:00+01:00    | closed
            xetr | 2025-12-30T13:59+01:00    | regular
            xetr | 2025-12-30T14:00+01:00    | closed
            xetr | 2025-10-03T12:00+02:00    | regular
            xetr | 2025-06-09T12:00+02:00    | regular
            xetr | 2025-03-31T17:29+02:00    | regular
            # São Paulo closes by New York's clocks: the weeks in which it alone has changed
            bvmf | 2024-03-08T17:30-03:00    | regular
            bvmf | 2024-03-11T17:00-03:00    | closed
            bvmf | 2024-03-11T17:30-03:00    | post
            bvmf | 2024-11-01T17:00-03:00    | closed
            bvmf | 2024-11-04T17:30-03:00    | regular
            bvmf | 2025-03-07T17:59-03:00    | regular
            bvmf | 2025-03-10T16:59-03:00    | regular
            bvmf | 2025-03-10T17:00-03:00    | closed
            bvmf | 2025-10-31T17:10-03:00    | closed
            bvmf | 2025-11-03T17:10-03:00    | regular
            bvmf | 2025-11-03T18:00-03:00    | closed
            bvmf | 2026-11-02T12:00-03:00    | closed
            bvmf | 2026-11-03T17:59-03:00    | regular
            bvmf | 2025-03-03T12:00-03:00    | closed
            bvmf | 2025-03-04T12:00-03:00    | closed
            bvmf | 2025-03-05T12:59-03:00    | closed
            bvmf | 2025-03-05T13:00-03:00    | regular
            bvmf | 2025-06-19T12:00-03:00    | closed
            bvmf | 2024-07-09T12:00-03:00    | regular
            bvmf | 2024-11-20T12:00-03:00    | closed
            bvmf | 2024-12-24T12:00-03:00    | closed
            bvmf | 2024-12-31T12:00-03:00    | closed
            bvmf | 2024-12-30T12:00-03:00    | regular
            # Tokyo: lunch, and half an hour more since 5 November 2024
            xtks | 2024-11-01T14:59+09:00    | regular
            xtks | 2024-11-01T15:00+09:00    | closed
            xtks | 2024-11-05T15:29+09:00    | regular
            xtks | 2024-11-05T15:30+09:00    | closed
            xtks | 2024-11-04T10:00+09:00    | closed
            xtks | 2025-06-02T11:30+09:00    | closed
            xtks | 2025-06-02T12:29+09:00    | closed
            xtks | 2025-06-02T12:30+09:00    | regular
            xtks | 2025-05-06T10:00+09:00    | closed
            xtks | 2026-09-22T10:00+09:00    | closed
            xtks | 2024-12-31T10:00+09:00    | closed
            xtks | 2025-01-03T10:00+09:00    | closed
            xtks | 2024-12-30T15:29+09:00    | regular
            xtks | 2025-01-06T09:00+09:00    | regular
            xtks | 2027-03-22T10:00+09:00    | closed
            # Hong Kong: lunch, and half days
            xhkg | 2025-06-02T12:00+08:00    | closed
            xhkg | 2025-06-02T13:00+08:00    | regular
            xhkg | 2025-06-02T16:00+08:00    | closed
            xhkg | 2025-01-28T11:59+08:00    | regular
            xhkg | 2025-01-28T13:30+08:00    | closed
            xhkg | 2025-01-29T10:00+08:00    | closed
            xhkg | 2024-09-06T10:00+08:00    | closed
            xhkg | 2026-04-07T10:00+08:00    | closed
            xhkg | 2024-12-24T13:30+08:00    | closed
            xhkg | 2024-02-13T10:00+08:00    | closed
            xhkg | 2024-02-14T10:00+08:00    | regular
            # Sydney has its summer in winter: its clocks went back on 6 April and forward on 5 October 2025
            xasx | 2025-04-03T23:00Z         | regular
            xasx | 2025-04-06T23:00Z         | closed
            xasx | 2025-04-07T00:00Z         | regular
            xasx | 2025-10-05T23:00Z         | regular
            xasx | 2025-12-24T14:09+11:00    | regular
            xasx | 2025-12-24T14:10+11:00    | closed
            xasx | 2026-04-27T12:00+10:00    | regular
            xasx | 2025-04-25T12:00+10:00    | closed
            xasx | 2025-06-09T12:00+10:00    | closed
            # Toronto has its own holidays in New York's hours
            xtse | 2025-07-01T12:00-04:00    | closed
            xtse | 2025-07-04T12:00-04:00    | regular
            xtse | 2025-10-13T12:00-04:00    | closed
            xtse | 2025-01-09T12:00-05:00    | regular
            xtse | 2025-12-24T13:00-05:00    | closed
            xtse | 2025-12-26T12:00-05:00    | closed
            xtse | 2027-12-28T12:00-05:00    | closed
            # foreign exchange: Sunday evening to Friday evening in New York
            fx   | 2025-01-12T16:59:59-05:00 | closed
            fx   | 2025-01-12T17:00-05:00    | regular
            fx   | 2025-01-14T17:00-05:00    | regular
            fx   | 2025-01-17T16:59:59-05:00 | regular
            fx   | 2025-01-17T17:00-05:00    | closed
            fx   | 2025-01-18T12:00-05:00    | closed
            fx   | 2025-03-09T21:00Z         | regular
            fx   | 2025-03-14T21:00Z         | closed
            fx   | 2025-12-24T17:00-05:00    | closed
            fx   | 2025-12-25T17:00-05:00    | regular
            crypto | 2025-01-18T23:59:59.999999999Z | regular
            crypto | 2025-01-19T00:00Z       | regular
            crypto | 2024-12-25T12:00Z       | regular
            """)
    void a_market_is_in_the_phase_of_its_own_clock(String market, String moment, String phase) {
        assertThat(market(market).phase(at(moment)).code()).isEqualTo(phase);
    }

    /** Counted in public calendars, not in our files. */
    @ParameterizedTest
    @CsvSource({
        "xnys, 2024, 252",
        "xnys, 2025, 250",
        "xnys, 2026, 251",
        "bvmf, 2024, 251",
        "bvmf, 2025, 250",
        "xtks, 2024, 245",
        "xtks, 2025, 243",
        "xhkg, 2024, 246",
        "xasx, 2024, 254",
    })
    void a_year_has_as_many_trading_days_as_the_exchange_held(String market, int year, int days) {
        Set<LocalDate> held = new TreeSet<>();
        Instant end = Instant.parse((year + 1) + "-01-02T00:00:00Z");
        for (Instant moment = at(year + "-01-01T00:00Z"); moment.isBefore(end); moment = moment.plusSeconds(3600)) {
            market(market).lastSession(moment).map(Session::date).ifPresent(held::add);
        }

        assertThat(held.stream().filter(day -> day.getYear() == year)).hasSize(days);
    }

    @Test
    void weekends_hold_in_years_whose_holidays_nobody_told() {
        assertThat(market("xnys").phase(at("2031-07-05T12:00-04:00"))).isEqualTo(Phase.CLOSED);
        assertThat(market("xnys").phase(at("2031-07-04T12:00-04:00"))).isEqualTo(Phase.REGULAR);
        assertThat(market("xnys").phase(at("2019-12-25T12:00-05:00"))).isEqualTo(Phase.REGULAR);
    }
}
