package dev.quotewell.cli;

import java.util.Locale;

/** Numbers as people read them. */
public final class Amount {

    private Amount() {}

    /** In the largest unit that fits: {@code 900 bytes}, {@code 12 KB}, {@code 340 MB}. */
    public static String bytes(long bytes) {
        if (bytes < 1 << 10) {
            return bytes == 1 ? "1 byte" : bytes + " bytes";
        }
        return bytes < 1 << 20 ? (bytes >> 10) + " KB" : (bytes >> 20) + " MB";
    }

    /** Rounded down: what is not all is never 100 %. */
    static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.1f %%", Math.floor(ratio * 1000) / 10);
    }

    /** In the largest unit that fits: {@code 59s}, {@code 3m}, {@code 2h}, {@code 7d}. */
    static String time(long seconds) {
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m";
        }
        return seconds < 86_400 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
    }
}
