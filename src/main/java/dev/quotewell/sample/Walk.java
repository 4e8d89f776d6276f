package dev.quotewell.sample;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * A seeded random walk: the price is a pure function of seed, instrument and time, so it needs no memory and any past
 * moment costs the same as the present one ({@link Waves}). Prices are rounded at whole minutes and run straight between
 * them, so the highest and lowest price of a span lie at its ends or at a minute. Safe for many threads.
 */
final class Walk {

    private static final long MINUTE_MILLIS = 60_000;

    private final long seed;

    Walk(long seed) {
        this.seed = seed;
    }

    BigDecimal price(Instrument instrument, Instant at) {
        return BigDecimal.valueOf(new Course(instrument).units(at), instrument.scale());
    }

    /** Everything between two moments, both included; the cost grows with the minutes between them. */
    Bar bar(Instrument instrument, Instant from, Instant to) {
        Course course = new Course(instrument);
        long open = course.units(from);
        long high = open;
        long low = open;
        long last = minute(to);
        for (long minute = minute(from) + 1; minute <= last; minute++) {
            long knot = course.knot(minute);
            high = Math.max(high, knot);
            low = Math.min(low, knot);
        }
        long close = course.units(to);
        int scale = instrument.scale();
        return new Bar(
                from,
                BigDecimal.valueOf(open, scale),
                BigDecimal.valueOf(Math.max(high, close), scale),
                BigDecimal.valueOf(Math.min(low, close), scale),
                BigDecimal.valueOf(close, scale),
                BigDecimal.valueOf(volume(instrument, from, to), instrument.volumeScale()));
    }

    private long volume(Instrument instrument, Instant from, Instant to) {
        if (instrument.volumePerMinute() == 0) {
            return 0;
        }
        long key = Waves.key(seed, instrument.symbol() + " volume");
        long sum = volumeInto(instrument, key, to) - volumeInto(instrument, key, from);
        for (long minute = minute(from); minute < minute(to); minute++) {
            sum += volumeOf(instrument, key, minute);
        }
        return sum;
    }

    private static long volumeInto(Instrument instrument, long key, Instant at) {
        return volumeOf(instrument, key, minute(at)) * intoMinute(at) / MINUTE_MILLIS;
    }

    /** Between half and one and a half of the usual volume. */
    private static long volumeOf(Instrument instrument, long key, long minute) {
        return Math.round(instrument.volumePerMinute() * (1 + Waves.noise(key, minute) / 2));
    }

    private static long minute(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), MINUTE_MILLIS);
    }

    private static long intoMinute(Instant at) {
        return Math.floorMod(at.toEpochMilli(), MINUTE_MILLIS);
    }

    /** The walk of one instrument, for one calculation. Prices are counted in their last decimal. */
    private final class Course {

        private final double level;
        private final List<Leg> legs;
        private final List<Waves> waves;

        Course(Instrument instrument) {
            level = instrument.level() * StrictMath.pow(10, instrument.scale());
            legs = instrument.legs();
            waves = legs.stream().map(leg -> new Waves(seed, leg)).toList();
        }

        long units(Instant at) {
            long minute = minute(at);
            long into = intoMinute(at);
            long start = knot(minute);
            return into == 0 ? start : start + Math.floorDiv((knot(minute + 1) - start) * into, MINUTE_MILLIS);
        }

        /** The price at a whole minute. */
        long knot(long minute) {
            double sum = 0;
            for (int leg = 0; leg < waves.size(); leg++) {
                double wandered = waves.get(leg).at(minute);
                sum += legs.get(leg).upwards() ? wandered : -wandered;
            }
            // StrictMath: the same digits on every machine.
            return Math.max(1, Math.round(level * StrictMath.exp(sum)));
        }
    }
}
