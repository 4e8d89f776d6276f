package dev.quotewell.traffic;

import java.time.Instant;
import java.time.LocalDate;

/** Moments as recordings write them, read fast: there is one in each line. */
final class Moments {

    /** {@code 2026-03-04T17:00:00} */
    private static final int SECONDS_END = 19;

    /** With {@code .123Z}. */
    private static final int WITH_MILLIS = 24;

    private Moments() {}

    /** Other forms of RFC 3339 are read too. Throws as {@link Instant#parse} does. */
    static Instant parse(String text) {
        boolean whole = text.length() == SECONDS_END + 1;
        if (!(whole || (text.length() == WITH_MILLIS && text.charAt(SECONDS_END) == '.'))
                || text.charAt(text.length() - 1) != 'Z'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return Instant.parse(text);
        }
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, SECONDS_END);
        int millis = whole ? 0 : digits(text, SECONDS_END + 1, WITH_MILLIS - 1);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || millis < 0) {
            return Instant.parse(text);
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        if (year < 0 || month < 0 || day < 0 || text.charAt(4) != '-' || text.charAt(7) != '-') {
            return Instant.parse(text);
        }
        long seconds = LocalDate.of(year, month, day).toEpochDay() * 86_400 + hour * 3600L + minute * 60L + second;
        return Instant.ofEpochSecond(seconds, millis * 1_000_000L);
    }

    /** Negative where there is anything else. */
    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
