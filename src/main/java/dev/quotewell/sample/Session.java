package dev.quotewell.sample;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

/** The trading hours of a market, in its own time. Holidays are left out: the sample market opens on every weekday. */
enum Session {
    NEW_YORK("America/New_York", LocalTime.of(9, 30), Duration.ofMinutes(390), false),
    SAO_PAULO("America/Sao_Paulo", LocalTime.of(10, 0), Duration.ofHours(7), false),
    LONDON("Europe/London", LocalTime.of(8, 0), Duration.ofMinutes(510), false),
    FOREX("UTC", LocalTime.MIDNIGHT, Duration.ofDays(1), false),
    CRYPTO("UTC", LocalTime.MIDNIGHT, Duration.ofDays(1), true);

    private final ZoneId zone;
    private final LocalTime opens;
    private final Duration length;
    private final boolean weekends;

    Session(String zone, LocalTime opens, Duration length, boolean weekends) {
        this.zone = ZoneId.of(zone);
        this.opens = opens;
        this.length = length;
        this.weekends = weekends;
    }

    ZoneId zone() {
        return zone;
    }

    Duration length() {
        return length;
    }

    boolean trades(LocalDate day) {
        return weekends || day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0;
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
}
