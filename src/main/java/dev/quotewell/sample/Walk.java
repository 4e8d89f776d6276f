package dev.quotewell.sample;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A seeded random walk: the price is a pure function of seed, instrument and time, so it needs no memory and any past
 * moment costs the same as the present one.
 *
 * <p>The logarithm of a price is a sum of waves of noise, each with twice the period of the one before and the square
 * root of two of its height. From a minute to a day that looks like a Brownian walk; with the longest wave of about a
 * year the price stays near its level instead of running away. Prices are rounded at whole minutes and run straight
 * between them, so the highest and lowest price of a span lie at its ends or at a minute. Safe for many threads.
 */
final class Walk {

    private static final int WAVES = 20;
    private static final long MINUTE_MILLIS = 60_000;

    /** The waves above move by this many heights of the shortest one in a day (its standard deviation). */
    private static final double HEIGHTS_PER_DAY = 47.5;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long seed;

    Walk(long seed) {
        this.seed = seed;
    }

    BigDecimal price(Instrument instrument, Instant at) {
        return BigDecimal.valueOf(units(instrument, at), instrument.scale());
    }

    /** Everything between two moments, both included; the cost grows with the minutes between them. */
    Bar bar(Instrument instrument, Instant from, Instant to) {
        long open = units(instrument, from);
        long close = units(instrument, to);
        long high = Math.max(open, close);
        long low = Math.min(open, close);
        long last = minute(to);
        for (long minute = minute(from) + 1; minute <= last; minute++) {
            long knot = knot(instrument, minute);
            high = Math.max(high, knot);
            low = Math.min(low, knot);
        }
        int scale = instrument.scale();
        return new Bar(
                from,
                BigDecimal.valueOf(open, scale),
                BigDecimal.valueOf(high, scale),
                BigDecimal.valueOf(low, scale),
                BigDecimal.valueOf(close, scale),
                BigDecimal.valueOf(volume(instrument, from, to), instrument.volumeScale()));
    }

    private long units(Instrument instrument, Instant at) {
        long minute = minute(at);
        long start = knot(instrument, minute);
        long into = intoMinute(at);
        if (into == 0) {
            return start;
        }
        return start + Math.floorDiv((knot(instrument, minute + 1) - start) * into, MINUTE_MILLIS);
    }

    /** The price at a whole minute, counted in its last decimal. */
    private long knot(Instrument instrument, long minute) {
        double sum = 0;
        for (Leg leg : instrument.legs()) {
            double moved = wander(leg, minute);
            sum += leg.upwards() ? moved : -moved;
        }
        // StrictMath: the same digits on every machine.
        double price = instrument.level() * StrictMath.exp(sum);
        return Math.max(1, Math.round(price * StrictMath.pow(10, instrument.scale())));
    }

    private double wander(Leg leg, long minute) {
        long key = key(leg.name());
        double height = leg.volatility() / HEIGHTS_PER_DAY;
        double sum = 0;
        for (int wave = 0; wave < WAVES; wave++) {
            long period = 1L << wave;
            long cell = minute >> wave;
            double start = noise(key, wave, cell);
            double end = noise(key, wave, cell + 1);
            double along = (double) (minute & (period - 1)) / period;
            sum += height * (start + (end - start) * along);
            height *= Math.sqrt(2);
        }
        return sum;
    }

    private long volume(Instrument instrument, Instant from, Instant to) {
        if (instrument.volumePerMinute() == 0) {
            return 0;
        }
        long key = key(instrument.symbol());
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
        return Math.round(instrument.volumePerMinute() * (1 + noise(key, WAVES, minute) / 2));
    }

    private long key(String name) {
        return mix(seed + name.hashCode() * GOLDEN);
    }

    /** A number from -1 to below 1. */
    private static double noise(long key, int wave, long cell) {
        return (mix(key + wave + cell * GOLDEN) >> 11) * 0x1.0p-52;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): every bit in changes about half of the bits out. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    private static long minute(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), MINUTE_MILLIS);
    }

    private static long intoMinute(Instant at) {
        return Math.floorMod(at.toEpochMilli(), MINUTE_MILLIS);
    }
}
