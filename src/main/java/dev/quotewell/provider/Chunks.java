package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.yaml.Section;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Cuts the period of a key into calendar chunks, and puts the records of chunks together. What is over is then asked
 * for once, whichever periods people ask for. A dataset's {@code x-chunks} tells the length of a chunk by interval, or
 * for {@code any} where keys have none. Safe for many threads.
 */
public final class Chunks {

    /** More is a slip, such as minutes of a century, and would be as many calls. */
    static final int MOST = 400;

    private static final String ANY = "any";
    private static final List<String> ROWS = List.of("bars", "observations");

    enum Unit {
        DAY,
        MONTH,
        YEAR,
        DECADE;

        private LocalDate first(LocalDate day) {
            return switch (this) {
                case DAY -> day;
                case MONTH -> day.withDayOfMonth(1);
                case YEAR -> day.withDayOfYear(1);
                case DECADE -> LocalDate.of(Math.floorDiv(day.getYear(), 10) * 10, 1, 1);
            };
        }

        private LocalDate next(LocalDate first) {
            return switch (this) {
                case DAY -> first.plusDays(1);
                case MONTH -> first.plusMonths(1);
                case YEAR -> first.plusYears(1);
                case DECADE -> first.plusYears(10);
            };
        }
    }

    private final Map<String, Unit> units;

    private Chunks(Map<String, Unit> units) {
        this.units = units;
    }

    static Chunks read(Section section) {
        Map<String, Unit> units = new LinkedHashMap<>();
        for (String interval : section.names()) {
            String unit = section.text(interval, "one of day, month, year, decade");
            switch (unit) {
                case "day" -> units.put(interval, Unit.DAY);
                case "month" -> units.put(interval, Unit.MONTH);
                case "year" -> units.put(interval, Unit.YEAR);
                case "decade" -> units.put(interval, Unit.DECADE);
                default ->
                    section.fault(
                            interval,
                            "found " + unit + " in " + section.nameOf(interval)
                                    + ", allowed are day, month, year, decade");
            }
        }
        return new Chunks(units);
    }

    /**
     * The keys of the chunks that a key's period touches, oldest first, without those that begin after {@code now};
     * the key itself where its dataset has no chunks or the key no period. Throws {@link InvalidKeyException} for more
     * than 400.
     */
    List<DatasetKey> cut(Dataset dataset, DatasetKey key, Instant now) {
        Unit unit = units.get(key.parameters().getOrDefault("interval", ANY));
        String from = key.parameters().get("from");
        String to = key.parameters().get("to");
        if (unit == null || from == null || to == null) {
            return List.of(key);
        }
        LocalDate tomorrow = LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(1);
        LocalDate last = LocalDate.parse(to);
        List<DatasetKey> chunks = new ArrayList<>();
        for (LocalDate first = unit.first(LocalDate.parse(from)); !first.isAfter(last); first = unit.next(first)) {
            if (first.isAfter(tomorrow) && !chunks.isEmpty()) {
                break;
            }
            if (chunks.size() == MOST) {
                throw new InvalidKeyException(dataset.name() + " key: the period from " + from + " to " + to
                        + " is too long, must be at most " + MOST + " times a "
                        + unit.name().toLowerCase(Locale.ROOT) + " for this interval");
            }
            chunks.add(dataset.key(
                    key.symbol(),
                    period(key, first.toString(), unit.next(first).minusDays(1).toString())));
        }
        return chunks;
    }

    private static Map<String, String> period(DatasetKey key, String from, String to) {
        Map<String, String> period = new LinkedHashMap<>();
        Optional.ofNullable(key.parameters().get("interval")).ifPresent(interval -> period.put("interval", interval));
        period.put("from", from);
        period.put("to", to);
        return period;
    }

    /** Why records of chunks do not go together; empty when they do. A mixture would look like a jump of the price. */
    public static Optional<String> misfit(List<ObjectNode> chunks) {
        return List.of("currency", "adjusted", "interval").stream()
                .filter(field -> chunks.stream()
                                .map(chunk -> Objects.toString(chunk.get(field)))
                                .distinct()
                                .count()
                        > 1)
                .findFirst()
                .map(field -> "the parts of the period differ in " + field + ": "
                        + chunks.stream()
                                .map(chunk -> chunk.path("provider").asText() + "="
                                        + chunk.path(field).asText("none"))
                                .distinct()
                                .collect(Collectors.joining(", ")));
    }

    /** The record of the key's own period from those of its chunks, oldest first; empty when nothing lies in it. */
    public static Optional<ObjectNode> join(DatasetKey key, List<ObjectNode> chunks) {
        if (chunks.isEmpty()) {
            return Optional.empty();
        }
        String from = key.parameters().getOrDefault("from", "");
        String to = key.parameters().getOrDefault("to", "9999-12-31");
        ObjectNode joined = chunks.get(chunks.size() - 1).deepCopy();
        for (String name : ROWS) {
            if (!joined.has(name)) {
                continue;
            }
            ArrayNode rows = JsonNodeFactory.instance.arrayNode();
            String last = "";
            for (ObjectNode chunk : chunks) {
                for (JsonNode row : chunk.path(name)) {
                    String time =
                            row.path(name.equals("bars") ? "time" : "date").asText();
                    String day = time.substring(0, Math.min(10, time.length()));
                    if (day.compareTo(from) >= 0 && day.compareTo(to) <= 0) {
                        rows.add(row);
                        last = time;
                    }
                }
            }
            if (rows.isEmpty()) {
                return Optional.empty();
            }
            joined.set(name, rows);
            if (last.compareTo(joined.path("asOf").asText()) < 0) {
                joined.put("asOf", last);
            }
        }
        joined.put(
                "provider",
                chunks.stream()
                        .map(chunk -> chunk.path("provider").asText())
                        .distinct()
                        .collect(Collectors.joining(",")));
        return Optional.of(joined);
    }
}
