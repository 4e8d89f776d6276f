package dev.quotewell.sample;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;

/** The trading hours of a market, in its own time. Of the holidays it knows only those that all exchanges share. */
enum Session {
    NEW_YORK("America/New_York", LocalTime.of(9, 30), Duration.ofMinutes(390), DaysOff.WEEKENDS_AND_HOLIDAYS),
    SAO_PAULO("America/Sao_Paulo", LocalTime.of(10, 0), Duration.ofHours(7), DaysOff.WEEKENDS_AND_HOLIDAYS),
    LONDON("Europe/London", LocalTime.of(8, 0), Duration.ofMinutes(510), DaysOff.WEEKENDS_AND_HOLIDAYS),
    FOREX("UTC", LocalTime.MIDNIGHT, Duration.ofDays(1), DaysOff.WEEKENDS),
    CRYPTO("UTC", LocalTime.MIDNIGHT, Duration.ofDays(1), DaysOff.NONE),
    /** The moment at which the European Central Bank fixes its reference rates. */
    FIXING("Europe/Berlin", LocalTime.of(14, 15), Duration.ZERO, DaysOff.WEEKENDS_AND_HOLIDAYS);

    private final ZoneId zone;
    private final LocalTime opens;
    private final Duration length;
    private final DaysOff daysOff;

    Session(String zone, LocalTime opens, Duration length, DaysOff daysOff) {
        this.zone = ZoneId.of(zone);
        this.opens = opens;
        this.length = length;
        this.daysOff = daysOff;
    }

    ZoneId zone() {
        return zone;
    }

    Duration length() {
        return length;
    }

    boolean trades(LocalDate day) {
        return switch (daysOff) {
            case NONE -> true;
            case WEEKENDS -> !isWeekend(day);
            case WEEKENDS_AND_HOLIDAYS -> !isWeekend(day) && !isHoliday(day);
        };
    }

    Instant open(LocalDate day) {
        return day.atTime(opens).atZone(zone).toInstant();
    }

    Instant close(LocalDate day) {
        return open(day).plus(length);
    }

    /** The newest trading day that has begun. */
    LocalDate dayAt(Instant now) {
        LocalDate day = LocalDate.ofInstant(now, zone);
        return trades(day) && !now.isBefore(open(day)) ? day : dayBefore(day);
    }

    LocalDate dayBefore(LocalDate day) {
        LocalDate before = day.minusDays(1);
        while (!trades(before)) {
            before = before.minusDays(1);
        }
        return before;
    }

    private static boolean isWeekend(LocalDate day) {
        return day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0;
    }

    /** New Year and Christmas. */
    private static boolean isHoliday(LocalDate day) {
        return day.getDayOfYear() == 1 || (day.getMonth() == Month.DECEMBER && day.getDayOfMonth() == 25);
    }

    private enum DaysOff {
        NONE,
        WEEKENDS,
        WEEKENDS_AND_HOLIDAYS
    }
}
