package dev.quotewell.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.provider.BudgetWindow;
import dev.quotewell.provider.BudgetWindow.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            MINUTE, UTC,              00:00, 1,  2026-03-02T15:00:59.999Z, 2026-03-02T15:00:00Z, 2026-03-02T15:01:00Z
            MINUTE, UTC,              00:00, 1,  2026-03-02T15:01:00Z,     2026-03-02T15:01:00Z, 2026-03-02T15:02:00Z
            HOUR,   UTC,              00:00, 1,  2026-03-02T15:59:59Z,     2026-03-02T15:00:00Z, 2026-03-02T16:00:00Z
            HOUR,   Asia/Kolkata,     00:00, 1,  2026-03-02T15:40:00Z,     2026-03-02T15:30:00Z, 2026-03-02T16:30:00Z
            HOUR,   America/New_York, 00:00, 1,  2026-11-01T06:30:00Z,     2026-11-01T06:00:00Z, 2026-11-01T07:00:00Z
            DAY,    UTC,              00:00, 1,  2026-03-02T15:00:00Z,     2026-03-02T00:00:00Z, 2026-03-03T00:00:00Z
            DAY,    UTC,              00:05, 1,  2026-03-02T00:04:59Z,     2026-03-01T00:05:00Z, 2026-03-02T00:05:00Z
            DAY,    UTC,              00:05, 1,  2026-03-02T00:05:00Z,     2026-03-02T00:05:00Z, 2026-03-03T00:05:00Z
            DAY,    America/New_York, 00:00, 1,  2026-03-08T12:00:00Z,     2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z
            DAY,    America/New_York, 00:00, 1,  2026-11-01T12:00:00Z,     2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z
            DAY,    America/New_York, 02:30, 1,  2026-03-08T12:00:00Z,     2026-03-08T07:30:00Z, 2026-03-09T06:30:00Z
            MONTH,  UTC,              00:00, 1,  2026-12-31T23:59:59Z,     2026-12-01T00:00:00Z, 2027-01-01T00:00:00Z
            MONTH,  UTC,              00:00, 17, 2026-03-16T23:59:59Z,     2026-02-17T00:00:00Z, 2026-03-17T00:00:00Z
            MONTH,  UTC,              00:00, 31, 2026-02-15T00:00:00Z,     2026-01-31T00:00:00Z, 2026-02-28T00:00:00Z
            MONTH,  UTC,              00:00, 31, 2026-02-28T00:00:00Z,     2026-02-28T00:00:00Z, 2026-03-31T00:00:00Z
            MONTH,  UTC,              00:00, 31, 2028-02-29T10:00:00Z,     2028-02-29T00:00:00Z, 2028-03-31T00:00:00Z
            MONTH,  America/Sao_Paulo,09:00, 5,  2026-03-05T11:59:00Z,     2026-02-05T12:00:00Z, 2026-03-05T12:00:00Z
            """)
    void a_calendar_window_ends_when_the_provider_s_clock_says_so(
            Unit unit, String zone, LocalTime resetAt, int billingDay, Instant now, Instant begin, Instant end) {
        BudgetWindow window = new BudgetWindow.Calendar(unit, ZoneId.of(zone), resetAt, billingDay);

        assertThat(Span.of(window, now)).isEqualTo(new Span.Calendar(begin, end));
    }

    @Test
    void a_call_leaves_a_rolling_window_when_it_is_as_old_as_the_window() {
        Instant call = Instant.parse("2026-03-02T15:00:00Z");
        Span minute = Span.of(new BudgetWindow.Rolling(Duration.ofMinutes(1)), call);

        assertThat(minute.counts(call, call.plusMillis(59_999))).isTrue();
        assertThat(minute.counts(call, call.plusMillis(60_000))).isFalse();
        assertThat(minute.leaves(call)).isEqualTo(call.plusSeconds(60));
    }
}
