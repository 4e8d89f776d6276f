package dev.quotewell.market;

import java.util.Locale;

/** What a market does at a moment: trading before, in and after its regular hours, or none. A lunch break is closed. */
public enum Phase {
    PRE,
    REGULAR,
    POST,
    CLOSED;

    /** As records write it in {@code session}: pre, regular, post, closed. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
