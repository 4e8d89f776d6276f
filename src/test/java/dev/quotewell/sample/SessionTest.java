package dev.quotewell.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionTest {

    @ParameterizedTest
    @CsvSource({
        // before the open, at the open, at night, on a Sunday
        "NEW_YORK, 2025-06-18T13:29:59Z, 2025-06-17",
        "NEW_YORK, 2025-06-18T13:30:00Z, 2025-06-18",
        "NEW_YORK, 2025-06-19T02:00:00Z, 2025-06-18",
        "NEW_YORK, 2025-06-22T15:00:00Z, 2025-06-20",
        "NEW_YORK, 2025-06-23T10:00:00Z, 2025-06-20",
        "FOREX,    2025-06-22T23:59:59Z, 2025-06-20",
        "FOREX,    2025-06-23T00:00:00Z, 2025-06-23",
        "CRYPTO,   2025-06-22T23:59:59Z, 2025-06-22"
    })
    void the_trading_day_is_the_newest_that_has_begun(Session session, Instant now, LocalDate day) {
        assertThat(session.dayAt(now)).isEqualTo(day);
    }

    @Test
    void hours_follow_summer_time() {
        assertThat(Session.NEW_YORK.open(LocalDate.of(2025, 6, 18))).isEqualTo("2025-06-18T13:30:00Z");
        assertThat(Session.NEW_YORK.open(LocalDate.of(2025, 12, 18))).isEqualTo("2025-12-18T14:30:00Z");
        assertThat(Session.LONDON.close(LocalDate.of(2025, 12, 18))).isEqualTo("2025-12-18T16:30:00Z");
    }

    @Test
    void exchanges_rest_on_new_year_and_christmas_and_coins_never() {
        LocalDate newYear = LocalDate.of(2025, 1, 1);
        LocalDate christmas = LocalDate.of(2025, 12, 25);

        assertThat(Session.NEW_YORK.trades(newYear)).isFalse();
        assertThat(Session.FIXING.dayBefore(LocalDate.of(2025, 12, 26))).isEqualTo(LocalDate.of(2025, 12, 24));
        assertThat(Session.CRYPTO.trades(christmas)).isTrue();
    }
}
