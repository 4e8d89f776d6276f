package dev.quotewell.market;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * A phase of a trading day in minutes of its local clock, counted from its midnight: below 0 is the day before, 1440 its
 * end. Kept as clock times, so that a session keeps its hours when daylight saving shifts them in UTC.
 */
record Stretch(Phase phase, int from, int until) {

    static final int DAY = 24 * 60;

    Stretch {
        if (from >= until || from < -DAY || until > DAY) {
            throw new IllegalArgumentException("a stretch from minute " + from + " to minute " + until);
        }
    }

    Spell on(LocalDate day, ZoneId zone) {
        return new Spell(phase, moment(day, from, zone), moment(day, until, zone));
    }

    private static Instant moment(LocalDate day, int minutes, ZoneId zone) {
        LocalTime time = LocalTime.MIDNIGHT.plusMinutes(Math.floorMod(minutes, DAY));
        return day.plusDays(Math.floorDiv(minutes, DAY))
                .atTime(time)
                .atZone(zone)
                .toInstant();
    }
}
