package dev.quotewell.market;

import static dev.quotewell.market.Shipped.at;
import static dev.quotewell.market.Shipped.market;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 2025-01-10 is a Friday, 2025-01-13 a Monday; 2025-01-20 a Monday without trading in New York. */
class TooOldTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # Friday's price: all weekend, on Monday before the open, and for the 20 minutes a quote may be late
            xnys | 2025-01-10T15:59-05:00 | 2025-01-10T16:05-05:00    | false
            xnys | 2025-01-10T15:59-05:00 | 2025-01-11T12:00-05:00    | false
            xnys | 2025-01-10T15:59-05:00 | 2025-01-12T23:00-05:00    | false
            xnys | 2025-01-10T15:59-05:00 | 2025-01-13T09:29-05:00    | false
            xnys | 2025-01-10T15:59-05:00 | 2025-01-13T09:30-05:00    | false
            xnys | 2025-01-10T15:59-05:00 | 2025-01-13T09:49:59-05:00 | false
            xnys | 2025-01-10T15:59-05:00 | 2025-01-13T09:50-05:00    | true
            xnys | 2025-01-10T15:59-05:00 | 2025-01-13T10:00-05:00    | true
            # within the session nothing is judged
            xnys | 2025-01-13T09:30-05:00 | 2025-01-13T15:59-05:00    | false
            xnys | 2025-01-13T09:29-05:00 | 2025-01-13T15:59-05:00    | true
            xnys | 2025-01-13T09:31-05:00 | 2025-01-14T09:49-05:00    | false
            xnys | 2025-01-13T15:59-05:00 | 2025-01-14T09:50-05:00    | true
            # Thursday's on Saturday: Friday's session lies between
            xnys | 2025-01-16T15:59-05:00 | 2025-01-18T12:00-05:00    | true
            # a holiday on Monday: Friday's is right until Tuesday
            xnys | 2025-01-17T15:59-05:00 | 2025-01-20T12:00-05:00    | false
            xnys | 2025-01-17T15:59-05:00 | 2025-01-21T09:49-05:00    | false
            xnys | 2025-01-17T15:59-05:00 | 2025-01-21T09:50-05:00    | true
            # mourning on a Thursday
            xnys | 2025-01-08T15:59-05:00 | 2025-01-09T15:00-05:00    | false
            xnys | 2025-01-08T15:59-05:00 | 2025-01-10T09:50-05:00    | true
            # the year's end
            xnys | 2024-12-31T15:59-05:00 | 2025-01-02T09:49-05:00    | false
            xnys | 2024-12-31T15:59-05:00 | 2025-01-02T09:50-05:00    | true
            xtks | 2024-12-30T15:29+09:00 | 2025-01-06T09:29+09:00    | false
            xtks | 2024-12-30T15:29+09:00 | 2025-01-06T09:30+09:00    | true
            # the morning's price counts after lunch and after a half day
            xhkg | 2025-06-03T09:31+08:00 | 2025-06-03T15:00+08:00    | false
            xhkg | 2025-01-28T09:31+08:00 | 2025-02-02T15:00+08:00    | false
            # Ash Wednesday opens at 13:00
            bvmf | 2025-02-28T17:00-03:00 | 2025-03-05T13:19-03:00    | false
            bvmf | 2025-02-28T17:00-03:00 | 2025-03-05T13:20-03:00    | true
            # crypto: an hour, at any time
            crypto | 2025-01-11T11:00Z    | 2025-01-11T12:00Z         | false
            crypto | 2025-01-11T10:59Z    | 2025-01-11T12:00Z         | true
            crypto | 2025-01-10T23:30Z    | 2025-01-11T00:29Z         | false
            crypto | 2025-01-10T23:30Z    | 2025-01-11T00:31Z         | true
            # foreign exchange: an hour of open time
            fx   | 2025-01-14T16:30-05:00 | 2025-01-14T17:30-05:00    | false
            fx   | 2025-01-14T16:29-05:00 | 2025-01-14T17:30-05:00    | true
            fx   | 2025-01-10T16:00-05:00 | 2025-01-11T12:00-05:00    | false
            fx   | 2025-01-10T15:59-05:00 | 2025-01-11T12:00-05:00    | true
            fx   | 2025-01-10T16:30-05:00 | 2025-01-12T17:30-05:00    | false
            fx   | 2025-01-10T16:29-05:00 | 2025-01-12T17:30-05:00    | true
            fx   | 2025-01-10T16:59-05:00 | 2025-01-12T18:00-05:00    | true
            """)
    void a_price_is_too_old_once_a_later_session_has_had_its_time(
            String market, String asOf, String now, boolean tooOld) {
        assertThat(market(market).isTooOld(at(asOf), at(now))).isEqualTo(tooOld);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            xnys | 2025-01-10 | 2025-01-12T12:00-05:00 | false
            xnys | 2025-01-10 | 2025-01-13T09:49-05:00 | false
            xnys | 2025-01-10 | 2025-01-13T09:50-05:00 | true
            xnys | 2025-01-13 | 2025-01-13T09:50-05:00 | false
            xnys | 2025-01-09 | 2025-01-11T12:00-05:00 | true
            # in Tokyo it is the 14th already
            xtks | 2025-01-14 | 2025-01-14T00:30Z      | false
            xtks | 2025-01-10 | 2025-01-14T00:30Z      | true
            # reference rates over Easter 2025: Thursday the 17th is the latest until Tuesday the 22nd
            fx   | 2025-04-17 | 2025-04-22T09:00-04:00 | false
            fx   | 2025-04-17 | 2025-04-23T09:00-04:00 | true
            crypto | 2025-01-10 | 2025-01-11T23:59Z    | false
            crypto | 2025-01-10 | 2025-01-12T00:00Z    | true
            """)
    void a_date_is_too_old_once_a_later_day_has_had_its_time(
            String market, LocalDate asOf, String now, boolean tooOld) {
        assertThat(market(market).isTooOld(asOf, at(now))).isEqualTo(tooOld);
    }

    @Test
    void clocks_may_differ_by_five_minutes_and_calendars_by_a_day() {
        Market tokyo = market("xtks");

        assertThat(tokyo.isFromTheFuture(at("2025-01-14T10:05+09:00"), at("2025-01-14T10:00+09:00")))
                .isFalse();
        assertThat(tokyo.isFromTheFuture(at("2025-01-14T10:05:01+09:00"), at("2025-01-14T10:00+09:00")))
                .isTrue();
        assertThat(tokyo.isFromTheFuture(LocalDate.of(2025, 1, 15), at("2025-01-14T00:30+09:00")))
                .isFalse();
        assertThat(tokyo.isFromTheFuture(LocalDate.of(2025, 1, 16), at("2025-01-14T23:30+09:00")))
                .isTrue();
    }
}
