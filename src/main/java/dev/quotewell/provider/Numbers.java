package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.math.BigDecimal;
import java.util.Set;
import java.util.regex.Pattern;

/** Exact numbers: a provider's digits as they are, never by way of a double. */
final class Numbers {

    /** More digits than any provider sends (CoinGecko: about 90); keeps 1e999999999 from becoming a text of a gigabyte. */
    private static final int MAX_DIGITS = 400;

    /** What providers write for "no value" (FACTS section 2.7). */
    private static final Set<String> MISSING = Set.of("", "-", ".", "None", "null", "NA", "N/A", "N/D", "NaN");

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,4})?");

    private Numbers() {}

    /** The number in a number or a text such as "1.10" or "-0.5852%"; null where the provider says it has none. */
    static JsonNode decimal(JsonNode in) {
        if (in.isNull() || in.isNumber()) {
            return in.isNull() ? in : exact(in);
        }
        String text = in.isTextual() ? in.textValue().strip() : "?";
        if (MISSING.contains(text)) {
            return NullNode.getInstance();
        }
        String digits =
                text.endsWith("%") ? text.substring(0, text.length() - 1).strip() : text;
        if (digits.length() > MAX_DIGITS || !NUMBER.matcher(digits).matches()) {
            throw new IllegalArgumentException("decimal: found no number");
        }
        return exact(DecimalNode.valueOf(new BigDecimal(digits)));
    }

    /** Null for 0, where a provider writes 0 for "no value". */
    static JsonNode nonzero(JsonNode in) {
        return in.isNumber() && in.decimalValue().signum() == 0 ? NullNode.getInstance() : in;
    }

    /** Moves the decimal point: pence to pounds is {@code scale10(-2)}. */
    static JsonNode scale10(JsonNode in, JsonNode places) {
        if (in.isNull()) {
            return in;
        }
        int shift = places.isTextual() ? Integer.parseInt(places.textValue()) : places.intValue();
        BigDecimal value = exact(in).decimalValue();
        return shift == 0 ? in : exact(DecimalNode.valueOf(value.movePointRight(shift)));
    }

    /** Divides exactly by a power of ten: a rate per 100 units becomes one per unit. */
    static JsonNode per(JsonNode in, JsonNode units) {
        if (in.isNull()) {
            return in;
        }
        BigDecimal divisor = exact(decimal(units)).decimalValue().stripTrailingZeros();
        if (divisor.unscaledValue().intValueExact() != 1) {
            throw new IllegalArgumentException("per: found no power of ten");
        }
        return scale10(in, IntNode.valueOf(divisor.scale()));
    }

    /** The number without an exponent. Refuses binary floating point: its digits are no longer the provider's. */
    static JsonNode exact(JsonNode number) {
        if (number.isIntegralNumber()) {
            return number;
        }
        if (!number.isBigDecimal()) {
            throw new IllegalArgumentException("found a number that was reckoned in binary floating point");
        }
        BigDecimal value = number.decimalValue();
        if (Math.abs((long) value.scale()) > MAX_DIGITS) {
            throw new IllegalArgumentException("found a number of too many digits");
        }
        return value.scale() < 0 ? DecimalNode.valueOf(value.setScale(0)) : number;
    }
}
