package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says in few words what {@code GET /v1/providers} tells. */
final class ProviderWords {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

    private ProviderWords() {}

    /** A terminal obeys control characters, so none gets there. */
    static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    /** Empty where there is no such field. */
    static String text(JsonNode node, String field) {
        return plain(node.path(field).asText());
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(plain(text.asText())));
        return texts;
    }

    static String key(JsonNode key) {
        List<String> ids = texts(key.path("ids"));
        String state = text(key, "state");
        if (ids.size() > 1) {
            return String.join(",", ids);
        }
        return switch (state) {
            case "not-needed" -> "-";
            case "present" -> "yes";
            case "missing" -> "no";
            case "absent" -> "optional";
            default -> state;
        };
    }

    /**
     * Such as {@code 1m 12/55, day 3/25}: of several keys, what all open ones have left together. When all are closed,
     * for how long the first of them is, and why: {@code closed 30s: rate-limited}.
     */
    static String budget(JsonNode budget, Instant now) {
        String state = text(budget, "state");
        if (!state.equals("known")) {
            return state.equals("no-limit") ? "no limit" : state;
        }
        JsonNode keys = budget.path("keys");
        List<JsonNode> closed = new ArrayList<>();
        Map<String, long[]> windows = new LinkedHashMap<>();
        keys.forEach(key -> {
            boolean open = !key.has("closedUntil");
            if (!open) {
                closed.add(key);
            }
            key.path("windows").forEach(window -> {
                long[] sum = windows.computeIfAbsent(text(window, "name"), any -> new long[2]);
                sum[0] += open ? window.path("remaining").asLong() : 0;
                sum[1] += window.path("limit").asLong();
            });
        });
        if (!closed.isEmpty() && closed.size() == keys.size()) {
            JsonNode first = Collections.min(closed, Comparator.comparing(key -> text(key, "closedUntil")));
            return "closed " + ahead(text(first, "closedUntil"), now) + ": " + text(first, "closedWhy");
        }
        List<String> parts = new ArrayList<>();
        if (!closed.isEmpty()) {
            parts.add(closed.size() + " of " + keys.size() + " closed");
        }
        windows.forEach((name, sum) -> parts.add(name + " " + sum[0] + "/" + sum[1]));
        return parts.isEmpty() ? "-" : String.join(", ", parts);
    }

    /** Such as {@code closed until 14:05:09 (rate-limited)}. */
    static String closed(JsonNode key, Instant now) {
        return "closed until " + moment(text(key, "closedUntil"), now) + " (" + text(key, "closedWhy") + ")";
    }

    /** Such as {@code rate-limited 3m}, 3 minutes ago; a line where there was none. */
    static String lastFailure(JsonNode failure, Instant now) {
        return failure.isMissingNode() ? "-" : text(failure, "class") + " " + ago(text(failure, "at"), now);
    }

    /** How long ago, in the largest unit that fits: {@code 59s}, {@code 3m}, {@code 2h}, {@code 7d}. */
    static String ago(String at, Instant now) {
        return parse(at).map(moment -> rough(Duration.between(moment, now))).orElse(at);
    }

    private static String ahead(String at, Instant now) {
        return parse(at).map(moment -> rough(Duration.between(now, moment))).orElse(at);
    }

    private static String rough(Duration time) {
        // The clocks of two machines differ a little.
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m";
        }
        return seconds < 86_400 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
    }

    /** The time of today, or the day too. */
    static String moment(String at, Instant now) {
        return parse(at)
                .map(moment -> (isSameDay(moment, now) ? TIME : DAY_TIME).format(moment))
                .orElse(at);
    }

    private static boolean isSameDay(Instant one, Instant other) {
        return LocalDate.ofInstant(one, ZoneOffset.UTC).equals(LocalDate.ofInstant(other, ZoneOffset.UTC));
    }

    private static Optional<Instant> parse(String moment) {
        try {
            return Optional.of(Instant.parse(moment));
        } catch (DateTimeParseException other) {
            return Optional.empty();
        }
    }
}
