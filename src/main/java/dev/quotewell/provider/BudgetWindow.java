package dev.quotewell.provider;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The stretch of time that a limit of calls is about. */
public sealed interface BudgetWindow {

    Duration LONGEST = Duration.ofDays(31);

    /** How files, metrics and keys in Redis call it: {@code 1200ms}, {@code 1m}, {@code day}. */
    String name();

    /** How long it is as a rule; a calendar's days and months differ, and here are the longest: 24 h and 31 days. */
    Duration length();

    /** Any stretch of this length, wherever it begins: the safe reading where a provider does not tell more. */
    record Rolling(Duration length) implements BudgetWindow {

        public Rolling {
            if (length.toMillis() < 1 || length.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("found " + length + ", must be from 1ms to 31d");
            }
        }

        @Override
        public String name() {
            long millis = length.toMillis();
            if (millis % 1000 != 0) {
                return millis + "ms";
            }
            long seconds = millis / 1000;
            if (seconds % 86_400 == 0) {
                return seconds / 86_400 + "d";
            }
            if (seconds % 3600 == 0) {
                return seconds / 3600 + "h";
            }
            return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
        }
    }

    /**
     * The provider's own minutes, hours, days or months: all calls are free again at once when one ends.
     *
     * @param resetAt when a day or month ends, by the clock of {@code zone}
     * @param billingDay the day of the month on which a month begins, 1 to 31; its last day where it has no such day
     */
    record Calendar(Unit unit, ZoneId zone, LocalTime resetAt, int billingDay) implements BudgetWindow {

        public Calendar {
            if (billingDay < 1 || billingDay > 31) {
                throw new IllegalArgumentException("found day " + billingDay + ", must be from 1 to 31");
            }
        }

        @Override
        public String name() {
            return unit.code();
        }

        @Override
        public Duration length() {
            return unit.length;
        }
    }

    /** What a calendar is divided in. */
    enum Unit {
        MINUTE(Duration.ofMinutes(1)),
        HOUR(Duration.ofHours(1)),
        DAY(Duration.ofDays(1)),
        MONTH(Duration.ofDays(31));

        private final Duration length;

        Unit(Duration length) {
            this.length = length;
        }

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Unit> find(String code) {
            return Arrays.stream(values())
                    .filter(unit -> unit.code().equals(code))
                    .findFirst();
        }
    }
}
