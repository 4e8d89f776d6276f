package dev.quotewell.budget;

import dev.quotewell.provider.BudgetWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** A window at a moment: from when on calls count. */
public sealed interface Span {

    /** A call leaves when it is as old as this. */
    record Rolling(Duration length) implements Span {}

    /** All calls from {@code begin} (inclusive) leave at {@code end}. */
    record Calendar(Instant begin, Instant end) implements Span {}

    /** Whether a call of this moment still counts. */
    default boolean counts(Instant at, Instant now) {
        if (this instanceof Rolling rolling) {
            return at.plus(rolling.length).isAfter(now);
        }
        return !at.isBefore(((Calendar) this).begin);
    }

    /** When a call of this moment leaves. */
    default Instant leaves(Instant at) {
        return this instanceof Rolling rolling ? at.plus(rolling.length) : ((Calendar) this).end;
    }

    /** Days of 23 or 25 hours and months without a billing day come out as the zone's clock and calendar have them. */
    static Span of(BudgetWindow window, Instant now) {
        if (window instanceof BudgetWindow.Rolling rolling) {
            return new Rolling(rolling.length());
        }
        BudgetWindow.Calendar calendar = (BudgetWindow.Calendar) window;
        return switch (calendar.unit()) {
            case MINUTE -> clock(calendar, now, ChronoUnit.MINUTES);
            case HOUR -> clock(calendar, now, ChronoUnit.HOURS);
            case DAY -> day(calendar, now);
            case MONTH -> month(calendar, now);
        };
    }

    /** Not by local times, as an hour of autumn comes twice; zones may be off by half an hour. */
    private static Span clock(BudgetWindow.Calendar calendar, Instant now, ChronoUnit unit) {
        ZoneOffset offset = calendar.zone().getRules().getOffset(now);
        Instant begin = LocalDateTime.ofInstant(now, offset).truncatedTo(unit).toInstant(offset);
        return new Calendar(begin, begin.plus(1, unit));
    }

    private static Span day(BudgetWindow.Calendar calendar, Instant now) {
        LocalDate date = LocalDate.ofInstant(now, calendar.zone());
        Instant today = reset(calendar, date);
        return today.isAfter(now)
                ? new Calendar(reset(calendar, date.minusDays(1)), today)
                : new Calendar(today, reset(calendar, date.plusDays(1)));
    }

    private static Span month(BudgetWindow.Calendar calendar, Instant now) {
        YearMonth month = YearMonth.from(LocalDate.ofInstant(now, calendar.zone()));
        Instant reset = reset(calendar, billed(calendar, month));
        return reset.isAfter(now)
                ? new Calendar(reset(calendar, billed(calendar, month.minusMonths(1))), reset)
                : new Calendar(reset, reset(calendar, billed(calendar, month.plusMonths(1))));
    }

    private static LocalDate billed(BudgetWindow.Calendar calendar, YearMonth month) {
        return month.atDay(Math.min(calendar.billingDay(), month.lengthOfMonth()));
    }

    private static Instant reset(BudgetWindow.Calendar calendar, LocalDate date) {
        return date.atTime(calendar.resetAt()).atZone(calendar.zone()).toInstant();
    }
}
