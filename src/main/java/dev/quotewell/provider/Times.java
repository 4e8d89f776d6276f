package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A provider's times as ours: instants in RFC 3339 UTC, and dates that stay dates. */
final class Times {

    private static final long SECONDS_A_DAY = 86_400;

    private Times() {}

    /** Seconds since 1970, or thousandths with {@code decimalPlaces} 3, or billionths with 9, as an instant. */
    static JsonNode fromEpoch(JsonNode in, int decimalPlaces) {
        return in.isNull() ? in : TextNode.valueOf(epoch(in, decimalPlaces).toString());
    }

    /** Seconds since 1970 as the date in UTC: for providers that stamp a day's bar with its midnight. */
    static JsonNode dateFromEpoch(JsonNode in) {
        return in.isNull()
                ? in
                : TextNode.valueOf(
                        LocalDate.ofInstant(epoch(in, 0), ZoneOffset.UTC).toString());
    }

    /** As above, in a zone such as America/New_York: for providers that stamp a day's bar with a local moment. */
    static JsonNode dateFromEpochIn(JsonNode in, JsonNode zone) {
        return in.isNull()
                ? in
                : TextNode.valueOf(LocalDate.ofInstant(epoch(in, 0), ZoneId.of(zone.asText()))
                        .toString());
    }

    /** A date in the form that a pattern tells, such as dd/MM/yyyy (DateTimeFormatter, in English). */
    static JsonNode date(JsonNode in, JsonNode pattern) {
        if (in.isNull()) {
            return in;
        }
        DateTimeFormatter form = DateTimeFormatter.ofPattern(pattern.asText(), Locale.ENGLISH);
        return TextNode.valueOf(LocalDate.parse(in.asText(), form).toString());
    }

    private static Instant epoch(JsonNode in, int decimalPlaces) {
        BigDecimal seconds = Numbers.decimal(in).decimalValue().movePointLeft(decimalPlaces);
        long whole = seconds.longValue();
        long nanos =
                seconds.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue();
        return Instant.ofEpochSecond(whole, nanos);
    }

    /** A time with an offset, such as 2024-03-13T11:10:41.270099Z. */
    static JsonNode instant(JsonNode in) {
        return in.isNull()
                ? in
                : TextNode.valueOf(OffsetDateTime.parse(in.asText()).toInstant().toString());
    }

    /** A local time, such as 2017-12-18 14:56:00, of a zone, such as US/Eastern. */
    static JsonNode localToUtc(JsonNode in, JsonNode zone) {
        if (in.isNull()) {
            return in;
        }
        LocalDateTime local = LocalDateTime.parse(in.asText().replace(' ', 'T'));
        return TextNode.valueOf(
                local.atZone(ZoneId.of(zone.asText())).toInstant().toString());
    }

    /** The first second, since 1970, of a date in UTC. */
    static JsonNode dayStart(JsonNode date) {
        return LongNode.valueOf(LocalDate.parse(date.asText()).toEpochDay() * SECONDS_A_DAY);
    }

    /** The last second, since 1970, of a date in UTC. */
    static JsonNode dayEnd(JsonNode date) {
        return LongNode.valueOf(dayStart(date).longValue() + SECONDS_A_DAY - 1);
    }
}
