package dev.quotewell.plan;

import java.time.Duration;
import java.util.Locale;

/** Stretches of time as people read them. */
public final class Spans {

    private Spans() {}

    /** In its largest unit: {@code 350ms}, {@code 7.1s}, {@code 12m}, {@code 6.0h}, {@code 3.0d}. */
    public static String shown(Duration span) {
        long millis = span.toMillis();
        if (millis < 1_000) {
            return millis + "ms";
        }
        if (millis < 120_000) {
            return tenths(millis, 1_000) + "s";
        }
        if (millis < 7_200_000) {
            return tenths(millis, 60_000) + "m";
        }
        return millis < 172_800_000 ? tenths(millis, 3_600_000) + "h" : tenths(millis, 86_400_000) + "d";
    }

    private static String tenths(long millis, long unit) {
        return String.format(Locale.ROOT, "%.1f", (double) millis / unit);
    }
}
