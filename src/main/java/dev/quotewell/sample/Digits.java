package dev.quotewell.sample;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** How providers spell numbers. */
final class Digits {

    private Digits() {}

    /** {@code 175.5} for 175.50 and {@code 10} for 10.00, as a number printed from a float or a trimmed decimal. */
    static BigDecimal shortest(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /** {@code 175.5000}: always this many decimals. */
    static String fixed(BigDecimal number, int decimals) {
        return number.setScale(decimals, RoundingMode.HALF_UP).toPlainString();
    }
}
