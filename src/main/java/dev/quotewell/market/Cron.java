package dev.quotewell.market;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;

/**
 * A Quartz cron expression (seconds first) in a time zone. Safe for many threads.
 *
 * <p>Quartz is asked for times on a wall clock that knows no daylight saving; which moments these are is decided here,
 * as Quartz itself passes over an hour of five-minute ticks when clocks go back. When they go forward, a tick in the
 * hour that is left out comes as much later as the clocks went forward (02:30 at 03:30). When they go back, a tick at
 * fixed hours comes at the first of the two moments only, and one at every hour at both.
 */
public final class Cron {

    private static final String EVERY_HOUR = "\\*|\\*/1|0/1|0-23";
    private static final int HOURS = 2;

    /** Quartz keeps * and ? as 99 and 98, and so reads these numbers as if they were the signs. */
    private static final Pattern TAKEN_FOR_SIGNS = Pattern.compile("\\b9[89]\\b");

    private final CronExpression wallClock;
    private final ZoneRules zone;
    private final boolean everyHour;

    private Cron(CronExpression wallClock, ZoneId zone, boolean everyHour) {
        this.wallClock = wallClock;
        this.zone = zone.getRules();
        this.everyHour = everyHour;
    }

    /** @throws IllegalArgumentException Quartz cannot read it; the message tells why */
    public static Cron of(String expression, ZoneId zone) {
        List<String> fields = List.of(expression.trim().split("\\s+", -1));
        if (fields.stream().anyMatch(field -> TAKEN_FOR_SIGNS.matcher(field).find())) {
            throw new IllegalArgumentException("98 and 99 are out of range");
        }
        try {
            CronExpression read = new CronExpression(expression);
            read.setTimeZone(TimeZone.getTimeZone("UTC"));
            return new Cron(read, zone, fields.get(HOURS).matches(EVERY_HOUR));
        } catch (ParseException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The first tick after a moment; empty when there is none any more. */
    public Optional<Instant> next(Instant after) {
        Instant from = after.plusMillis(1);
        while (true) {
            // Between two changes of the clocks, the offset is the same.
            ZoneOffsetTransition begin = zone.previousTransition(from.plusNanos(1));
            ZoneOffsetTransition end = zone.nextTransition(from);
            Instant found = within(from, begin);
            if (found == null || end == null || found.isBefore(end.getInstant())) {
                return Optional.ofNullable(found);
            }
            from = end.getInstant();
        }
    }

    private @Nullable Instant within(Instant from, @Nullable ZoneOffsetTransition begin) {
        ZoneOffset offset = zone.getOffset(from);
        if (begin == null) {
            return atOffset(from, offset);
        }
        if (begin.isOverlap() && !everyHour) {
            Duration repeated = begin.getDuration().negated();
            return atOffset(later(from, begin.getInstant().plus(repeated)), offset);
        }
        Instant found = atOffset(from, offset);
        if (begin.isGap()) {
            Instant leftOut = atOffset(from, begin.getOffsetBefore());
            Instant gapEnd = begin.getInstant().plus(begin.getDuration());
            if (leftOut != null && leftOut.isBefore(gapEnd) && (found == null || leftOut.isBefore(found))) {
                return leftOut;
            }
        }
        return found;
    }

    /** The first tick at the moment or after it, were the clocks always at this offset. */
    private @Nullable Instant atOffset(Instant from, ZoneOffset offset) {
        long wall = from.toEpochMilli() + offset.getTotalSeconds() * 1000L;
        Date tick = wallClock.getTimeAfter(Date.from(Instant.ofEpochMilli(wall - 1)));
        return tick == null ? null : tick.toInstant().minusSeconds(offset.getTotalSeconds());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
