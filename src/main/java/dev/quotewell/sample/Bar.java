package dev.quotewell.sample;

import java.math.BigDecimal;
import java.time.Instant;

/** Prices of one span of time; {@code low <= open, close <= high} always holds. */
record Bar(Instant start, BigDecimal open, BigDecimal high, BigDecimal low, BigDecimal close, BigDecimal volume) {

    /** This bar and the one that follows it, as one. */
    Bar join(Bar next) {
        return new Bar(start, open, high.max(next.high), low.min(next.low), next.close, volume.add(next.volume));
    }
}
