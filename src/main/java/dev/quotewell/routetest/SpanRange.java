package dev.quotewell.routetest;

import java.time.Duration;
import java.util.Optional;

/** From one duration to another, both included: {@code 13s..15s}, or {@code 15s} alone. */
record SpanRange(Duration least, Duration most) {

    /** Empty when it is none. */
    static Optional<SpanRange> find(String text) {
        int dots = text.indexOf("..");
        if (dots < 0) {
            return Spans.find(text).map(span -> new SpanRange(span, span));
        }
        return Spans.find(text.substring(0, dots))
                .flatMap(least -> Spans.find(text.substring(dots + 2)).map(most -> new SpanRange(least, most)));
    }

    /** Whether one moment at least is in both. */
    boolean meets(SpanRange other) {
        return most.compareTo(other.least) >= 0 && least.compareTo(other.most) <= 0;
    }

    boolean holds(Duration found) {
        return found.compareTo(least) >= 0 && found.compareTo(most) <= 0;
    }
}
