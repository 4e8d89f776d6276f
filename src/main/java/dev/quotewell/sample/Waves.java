package dev.quotewell.sample;

import java.util.Arrays;

/**
 * How far one leg has wandered from its level, as a sum of waves of noise: each has twice the period of the one before
 * and the square root of two of its height. From a minute to a day that looks like a Brownian walk; with the longest
 * wave of about a year it stays near its level instead of running away.
 *
 * <p>A wave runs straight between points of noise. The two points around the last minute asked for are kept, so minutes
 * in order cost little; that makes it a thing for one thread and one calculation, and changes no result.
 */
final class Waves {

    private static final int COUNT = 20;

    /** All waves together move by this many heights of the shortest one in a day (standard deviation). */
    private static final double HEIGHTS_PER_DAY = 47.5;

    private static final double ROOT_OF_TWO = StrictMath.sqrt(2);
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long key;
    private final double height;
    private final long[] cells = new long[COUNT];
    private final double[] starts = new double[COUNT];
    private final double[] ends = new double[COUNT];

    Waves(long seed, Leg leg) {
        this.key = key(seed, leg.name());
        this.height = leg.volatility() / HEIGHTS_PER_DAY;
        Arrays.fill(cells, Long.MIN_VALUE);
    }

    /** The logarithm of price over level at a minute since 1970. */
    double at(long minute) {
        double sum = 0;
        double waveHeight = height;
        double perMinute = 1;
        for (int wave = 0; wave < COUNT; wave++) {
            long cell = minute >> wave;
            if (cells[wave] != cell) {
                cells[wave] = cell;
                starts[wave] = noise(key + wave, cell);
                ends[wave] = noise(key + wave, cell + 1);
            }
            double along = (minute - (cell << wave)) * perMinute;
            sum += waveHeight * (starts[wave] + (ends[wave] - starts[wave]) * along);
            waveHeight *= ROOT_OF_TWO;
            perMinute *= 0.5;
        }
        return sum;
    }

    static long key(long seed, String name) {
        return mix(seed + name.hashCode() * GOLDEN);
    }

    /** A number from -1 to below 1. */
    static double noise(long key, long cell) {
        return (mix(key + cell * GOLDEN) >> 11) * 0x1.0p-52;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): every bit in changes about half of the bits out. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
