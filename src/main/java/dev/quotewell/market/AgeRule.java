package dev.quotewell.market;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/** How old a datum may be. */
sealed interface AgeRule {

    /** How late a right price may reach us: feeds of free plans are delayed, and closing auctions follow the close. */
    Duration lateness();

    boolean isTooOld(Instant asOf, Instant now, TradingCalendar calendar);

    boolean isTooOld(LocalDate asOf, Instant now, TradingCalendar calendar);

    /**
     * For exchanges: it must be of the latest session that has been open for {@code quoteDelay}. Within that session it
     * is not judged, as an illiquid share may not trade for hours.
     */
    record OfSession(Duration quoteDelay) implements AgeRule {

        @Override
        public Duration lateness() {
            return quoteDelay;
        }

        @Override
        public boolean isTooOld(Instant asOf, Instant now, TradingCalendar calendar) {
            return calendar.lastSession(now.minus(quoteDelay))
                    .map(session -> asOf.isBefore(session.open()))
                    .orElse(false);
        }

        @Override
        public boolean isTooOld(LocalDate asOf, Instant now, TradingCalendar calendar) {
            return calendar.lastSession(now.minus(quoteDelay))
                    .map(session -> asOf.isBefore(session.date()))
                    .orElse(false);
        }
    }

    /**
     * For markets that hardly pause: it may be {@code maxAge} old, of which only open time counts, and a date
     * {@code dateAge} days, of which all count.
     */
    record OfTime(Duration maxAge, int dateAge) implements AgeRule {

        @Override
        public Duration lateness() {
            return maxAge;
        }

        @Override
        public boolean isTooOld(Instant asOf, Instant now, TradingCalendar calendar) {
            Duration left = maxAge;
            Instant end = now;
            while (true) {
                Session session = calendar.lastSession(end).orElse(null);
                if (session == null) {
                    return false;
                }
                Instant until = end.isBefore(session.close()) ? end : session.close();
                Duration open = Duration.between(session.open(), until);
                if (open.compareTo(left) >= 0) {
                    return asOf.isBefore(until.minus(left));
                }
                left = left.minus(open);
                end = session.open().minusNanos(1);
            }
        }

        @Override
        public boolean isTooOld(LocalDate asOf, Instant now, TradingCalendar calendar) {
            return asOf.isBefore(calendar.dateOf(now).minusDays(dateAge));
        }
    }
}
