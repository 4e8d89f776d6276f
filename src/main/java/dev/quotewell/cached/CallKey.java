package dev.quotewell.cached;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneId;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text that arguments make: {@code AAPL/2026-01-02}, fit for people who look into Redis. Different arguments of one
 * method make different texts; a long one ends in a hash in place of the rest.
 */
final class CallKey {

    private static final int LONGEST = 200;

    private static final List<Class<?>> VALUES = List.of(
            String.class,
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigDecimal.class,
            BigInteger.class,
            UUID.class,
            Temporal.class,
            TemporalAmount.class,
            ZoneId.class);

    private CallKey() {}

    /** Whether all that an argument of this type says is in its text. */
    static boolean allows(Class<?> type) {
        return type.isPrimitive() || type.isEnum() || VALUES.stream().anyMatch(value -> value.isAssignableFrom(type));
    }

    static String of(@Nullable Object... arguments) {
        if (arguments.length == 0) {
            return "%none";
        }
        String text = Arrays.stream(arguments).map(CallKey::part).collect(Collectors.joining("/"));
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "%" + hash(text);
    }

    private static String part(@Nullable Object argument) {
        if (argument == null) {
            return "%null";
        }
        if (argument instanceof Enum<?> constant) {
            return constant.name();
        }
        String text = argument instanceof BigDecimal number ? number.toPlainString() : argument.toString();
        if (text.isEmpty()) {
            return "%";
        }
        StringBuilder part = new StringBuilder(text.length());
        text.chars().forEach(unit -> {
            if (unit == '%' || unit == '/' || unit <= ' ' || unit == 0x7f || Character.isSurrogate((char) unit)) {
                part.append('%').append(HexFormat.of().toHexDigits((char) unit));
            } else {
                part.append((char) unit);
            }
        });
        return part.toString();
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
