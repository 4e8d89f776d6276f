package dev.quotewell.sample;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How one provider of the sample market behaves. Every mode but {@link #NORMAL} is a fault that providers really show. */
public enum Mode {
    /** Answers at once. */
    NORMAL,
    /** Answers as {@link #NORMAL}, after a delay. */
    SLOW,
    /** Refuses because of too many calls: 429 in the provider's own words, or its 200 that means the same. */
    REFUSE,
    /** Answers 500. */
    FAIL,
    /** Accepts the request and keeps silent until the mode changes, then answers by the new mode. */
    HANG,
    /** Answers 200 with a body that is no data: the provider's own error text, zeros, or a web page. */
    LIE;

    /** The mode as control requests spell it: {@code normal}, {@code slow}, … */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Mode> find(String word) {
        return Arrays.stream(values()).filter(mode -> mode.word().equals(word)).findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(Mode::word).collect(Collectors.joining(", "));
    }
}
