package dev.quotewell.sample;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;

/**
 * The newest price with its day so far; after hours, that of the last close.
 *
 * @param time when the price was made
 */
record Quote(LocalDate day, Instant time, Bar bar, BigDecimal previousClose) {

    BigDecimal price() {
        return bar.close();
    }

    BigDecimal change() {
        return price().subtract(previousClose);
    }

    /** With four decimals: 0.7668 is less than one percent. */
    BigDecimal changePercent() {
        return change().movePointRight(2).divide(previousClose, 4, RoundingMode.HALF_UP);
    }
}
