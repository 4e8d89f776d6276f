package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.yaml.Regex;
import dev.quotewell.yaml.Section;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a well-formed record is suspected of: {@code x-checks} of a dataset. Each check warns or refuses:
 *
 * <pre>{@code
 * positive {action, except}   a price below 0, but for the symbols of a pattern (oil in April 2020)
 * high-low {action}           a high below a low, or open, close or price outside of them
 * jump {action, limit}        a price that is further from the last good one than the limit (50%)
 * session {action}            a datum that is older than its market's session allows
 * }</pre>
 */
record Checks(
        @Nullable Action positive,
        Pattern except,
        @Nullable Action highLow,
        @Nullable Action jump,
        BigDecimal limitPercent,
        @Nullable Action session) {

    /** What follows from a finding. */
    enum Action {
        WARN,
        REFUSE
    }

    /** Something that a record is suspected of; {@code what} is fit for a log and a caller. */
    public record Finding(String check, boolean refused, FailureClass failure, String what) {}

    private static final List<String> PRICES =
            List.of("price", "open", "high", "low", "close", "previousClose", "rate");
    private static final Pattern NOTHING = Pattern.compile("(?!)");

    static Checks read(Section section) {
        Section positive = section.section("positive");
        Regex except = positive.has("except") ? Regex.read(positive, "except") : new Regex(NOTHING, List.of());
        Section highLow = section.section("high-low");
        Section jump = section.section("jump");
        Section session = section.section("session");
        Checks checks = new Checks(
                action(positive), except.pattern(), action(highLow), action(jump), limit(jump), action(session));
        Stream.of(positive, highLow, jump, session, section).forEach(Section::end);
        return checks;
    }

    private static @Nullable Action action(Section section) {
        if (section.isEmpty()) {
            return null;
        }
        String text = section.text("action", "warn or refuse");
        if (!text.isEmpty() && !text.matches("warn|refuse")) {
            section.fault("action", "found " + text + " in " + section.nameOf("action") + ", allowed are warn, refuse");
        }
        return text.equals("refuse") ? Action.REFUSE : Action.WARN;
    }

    private static BigDecimal limit(Section jump) {
        if (jump.isEmpty()) {
            return BigDecimal.ZERO;
        }
        String text = jump.text("limit", "a share such as 50%");
        if (!text.matches("\\d{1,6}%")) {
            jump.fault("limit", "found " + text + " in " + jump.nameOf("limit") + ", allowed is a share such as 50%");
            return BigDecimal.ONE;
        }
        return new BigDecimal(text.substring(0, text.length() - 1));
    }

    /**
     * @param last the record that this one takes the place of, null where there is none
     * @param tooOld whether a datum of this time is older than its session allows
     */
    List<Finding> judge(DatasetKey key, ObjectNode record, @Nullable JsonNode last, Predicate<String> tooOld) {
        List<Finding> findings = new ArrayList<>();
        String asOf = record.path("asOf").asText();
        if (session != null && !asOf.isEmpty() && tooOld.test(asOf)) {
            findings.add(finding(
                    "session",
                    session,
                    FailureClass.STALE_DATUM,
                    "the datum is of " + asOf + ", older than its session allows"));
        }
        List<JsonNode> rows = record.has("bars") ? List.copyOf(rows(record)) : List.of(record);
        if (positive != null
                && !except.matcher(key.symbol()).matches()
                && rows.stream().anyMatch(Checks::isNegative)) {
            findings.add(finding("positive", positive, FailureClass.MALFORMED, "a price is below 0"));
        }
        if (highLow != null && rows.stream().anyMatch(Checks::isCrossed)) {
            findings.add(finding("high-low", highLow, FailureClass.MALFORMED, "a price lies outside of high and low"));
        }
        if (jump != null && last != null && hasJumped(price(record), price(last))) {
            findings.add(finding(
                    "jump",
                    jump,
                    FailureClass.MALFORMED,
                    "the price is more than " + limitPercent + "% from the last one"));
        }
        return findings;
    }

    private static Finding finding(String check, Action action, FailureClass failure, String what) {
        return new Finding(check, action == Action.REFUSE, failure, what);
    }

    private static List<JsonNode> rows(ObjectNode record) {
        List<JsonNode> rows = new ArrayList<>();
        record.path("bars").forEach(rows::add);
        return rows;
    }

    private static boolean isNegative(JsonNode row) {
        return PRICES.stream()
                .map(row::path)
                .anyMatch(price -> price.isNumber() && price.decimalValue().signum() < 0);
    }

    /** Where high and low are told; a last price may come from before or after the hours they are about. */
    private static boolean isCrossed(JsonNode row) {
        JsonNode high = row.path("high");
        JsonNode low = row.path("low");
        if (!high.isNumber() || !low.isNumber()) {
            return false;
        }
        return high.decimalValue().compareTo(low.decimalValue()) < 0
                || Stream.of("open", "close")
                        .map(row::path)
                        .filter(JsonNode::isNumber)
                        .map(JsonNode::decimalValue)
                        .anyMatch(price ->
                                price.compareTo(high.decimalValue()) > 0 || price.compareTo(low.decimalValue()) < 0);
    }

    private static JsonNode price(JsonNode record) {
        return record.path(record.has("rate") ? "rate" : "price");
    }

    private boolean hasJumped(JsonNode now, JsonNode before) {
        if (!now.isNumber() || !before.isNumber() || before.decimalValue().signum() == 0) {
            return false;
        }
        BigDecimal change = now.decimalValue().subtract(before.decimalValue()).abs();
        return change.multiply(new BigDecimal(100))
                        .divide(before.decimalValue().abs(), MathContext.DECIMAL64)
                        .compareTo(limitPercent)
                > 0;
    }
}
