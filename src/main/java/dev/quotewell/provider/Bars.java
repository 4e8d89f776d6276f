package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts the rows of a record in order: oldest first, cut to the days asked for (in UTC), and only periods that are
 * over. A day's bar counts as over when its date has ended in UTC: every exchange's session of a date is closed by
 * then, so an unfinished bar is never taken for a final one.
 */
final class Bars {

    private static final Map<String, Duration> LENGTHS = Map.of(
            "1m", Duration.ofMinutes(1),
            "5m", Duration.ofMinutes(5),
            "15m", Duration.ofMinutes(15),
            "1h", Duration.ofHours(1),
            "1d", Duration.ofDays(1));

    private final Instant begin;
    private final Instant end;
    private final Duration length;
    private final Instant now;

    private Bars(DatasetKey key, Instant now) {
        Map<String, String> asked = key.parameters();
        this.begin = startOf(asked.getOrDefault("from", ""));
        this.end = startOf(asked.getOrDefault("to", "")).plus(Duration.ofDays(1));
        this.length = LENGTHS.getOrDefault(asked.getOrDefault("interval", ""), Duration.ofDays(1));
        this.now = now;
    }

    static boolean isIn(ObjectNode record) {
        return record.get("bars") instanceof ArrayNode;
    }

    /**
     * Whether a reply that is received now makes the same record whenever it is read: there is no period, or none of
     * its rows can be unfinished, even one that began with its last moment.
     */
    static boolean isSettled(DatasetKey key, Instant now) {
        if (!key.parameters().containsKey("to")) {
            return true;
        }
        try {
            Bars bars = new Bars(key, now);
            return !bars.end.plus(bars.length).isAfter(now);
        } catch (DateTimeException notOurPeriod) {
            return false;
        }
    }

    /** Puts the rows in order, and {@code asOf} from the last; false when none is left. */
    static boolean arrange(ObjectNode record, DatasetKey key, Instant now) {
        Bars bars = new Bars(key, now);
        TreeMap<Instant, JsonNode> rows = new TreeMap<>();
        for (JsonNode row : record.withArray("bars")) {
            Instant start = startOf(row.path("time").asText());
            if (bars.include(start)) {
                rows.put(start, row);
            }
        }
        Map.Entry<Instant, JsonNode> last = rows.lastEntry();
        if (last == null) {
            return false;
        }
        record.putArray("bars").addAll(rows.values());
        record.put("asOf", last.getValue().path("time").asText());
        return true;
    }

    private boolean include(Instant start) {
        return !start.isBefore(begin)
                && start.isBefore(end)
                && !start.plus(length).isAfter(now);
    }

    private static Instant startOf(String time) {
        return time.length() == 10
                ? LocalDate.parse(time).atStartOfDay(ZoneOffset.UTC).toInstant()
                : Instant.parse(time);
    }
}
