package dev.quotewell.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The fields of one line of a recording; what is not as it must be is refused with its column. */
record LineFields(String text, JsonNode fields) {

    /** A line cannot be read; the message says from the column on why. */
    static final class LineFault extends RuntimeException {

        /** @param column from 1 */
        LineFault(int column, String what) {
            super(column + ": " + what);
        }
    }

    boolean has(String field) {
        return fields.has(field);
    }

    String text(String field) {
        JsonNode value = fields.path(field);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw fault(field, "a text");
        }
        return value.textValue();
    }

    long number(String field) {
        JsonNode value = fields.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw fault(field, "a whole number from 0 on");
        }
        return value.longValue();
    }

    double share(String field) {
        if (!fields.path(field).isNumber()) {
            throw fault(field, "a number from 0 to 1");
        }
        return fields.path(field).doubleValue();
    }

    boolean flag(String field) {
        if (!fields.path(field).isBoolean()) {
            throw fault(field, "true or false");
        }
        return fields.path(field).booleanValue();
    }

    Duration duration(String field) {
        return Duration.ofMillis(number(field));
    }

    Instant instant(String field) {
        return checked(field, () -> Moments.parse(text(field)));
    }

    /** A constant by its name in lower case. */
    <E extends Enum<E>> E oneOf(String field, Class<E> type) {
        List<String> allowed = Arrays.stream(type.getEnumConstants())
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList();
        int place = allowed.indexOf(text(field));
        if (place < 0) {
            throw fault(field, "one of " + String.join(", ", allowed));
        }
        return type.getEnumConstants()[place];
    }

    JsonNode list(String field) {
        if (!fields.path(field).isArray()) {
            throw fault(field, "a list");
        }
        return fields.path(field);
    }

    /** What the supplier makes of a field, whose exceptions are faults of that field. */
    <T> T checked(String field, Supplier<T> made) {
        try {
            return made.get();
        } catch (LineFault already) {
            throw already;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new LineFault(column(field), "found no usable " + field + ": " + e.getMessage());
        }
    }

    private LineFault fault(String field, String allowed) {
        String found = fields.has(field) ? "found " + shown(fields.get(field)) + " in " + field : "found no " + field;
        return new LineFault(column(field), found + ", allowed is " + allowed);
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= 40 ? text : text.substring(0, 39) + "…";
    }

    private int column(String field) {
        return Math.max(0, text.indexOf('"' + field + '"')) + 1;
    }
}
