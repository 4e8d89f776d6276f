package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;

/** Puts the observations of a series in order: oldest first, cut to the days asked for. */
final class Observations {

    private static final String NAME = "observations";

    private Observations() {}

    static boolean isIn(ObjectNode record) {
        return record.get(NAME) instanceof ArrayNode;
    }

    /**
     * Also takes {@code asOf} from the last that is not ahead of now: some series are known before their date, such as
     * an interest rate until the next meeting. False when none is left.
     */
    static boolean arrange(ObjectNode record, DatasetKey key, Instant now) {
        String from = key.parameters().getOrDefault("from", "");
        String to = key.parameters().getOrDefault("to", "9999-12-31");
        TreeMap<LocalDate, JsonNode> rows = new TreeMap<>();
        for (JsonNode row : record.withArray(NAME)) {
            String date = row.path("date").asText();
            if (date.compareTo(from) >= 0 && date.compareTo(to) <= 0 && row.hasNonNull("value")) {
                rows.put(LocalDate.parse(date), row);
            }
        }
        if (rows.isEmpty()) {
            return false;
        }
        Map.Entry<LocalDate, JsonNode> last = rows.floorEntry(LocalDate.ofInstant(now, ZoneOffset.UTC));
        record.putArray(NAME).addAll(rows.values());
        record.put("asOf", (last == null ? rows.firstKey() : last.getKey()).toString());
        return true;
    }
}
