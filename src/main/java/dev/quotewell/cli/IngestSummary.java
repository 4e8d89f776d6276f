package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts how the keys of a run were answered. For one thread. */
final class IngestSummary {

    private static final String NEGATIVE = "unknown-symbol";
    private static final int MOST_KEYS_TOLD = 10;

    private int found;
    private int negative;
    private final Map<String, List<String>> failed = new TreeMap<>();

    /** @param results as a reply has them */
    void add(JsonNode results) {
        for (JsonNode result : results) {
            String type = result.path("problem").path("type").asText("no-record");
            if (result.path("status").asInt() == 200) {
                found++;
            } else if (type.equals(NEGATIVE)) {
                negative++;
            } else {
                fail(type, result.path("key").asText());
            }
        }
    }

    void fail(String type, String key) {
        failed.computeIfAbsent(type, first -> new ArrayList<>()).add(key);
    }

    /** Keys that were answered, well or not. */
    int keys() {
        return found + negative + failures();
    }

    int failures() {
        return failed.values().stream().mapToInt(List::size).sum();
    }

    List<String> lines(String job, Duration took) {
        List<String> lines = new ArrayList<>();
        lines.add(job + ": " + keys() + (keys() == 1 ? " key, " : " keys, ") + found + " with a record, " + negative
                + " negative, " + failures() + " failed, " + Math.round(took.toMillis() / 100.0) / 10.0 + " s");
        failed.forEach((type, keys) -> {
            String rest = keys.size() > MOST_KEYS_TOLD ? " and " + (keys.size() - MOST_KEYS_TOLD) + " more" : "";
            lines.add("  " + type + ": " + String.join(" ", told(keys)) + rest);
        });
        return lines;
    }

    ObjectNode toJson(String job, String run, Duration took) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("job", job).put("run", run).put("keys", keys());
        json.put("found", found).put("negative", negative).put("failed", failures());
        json.put("seconds", took.toMillis() / 1000.0);
        ObjectNode reasons = json.putObject("failures");
        failed.forEach((type, keys) -> {
            ObjectNode reason = reasons.putObject(type).put("count", keys.size());
            told(keys).forEach(reason.putArray("keys")::add);
        });
        return json;
    }

    private static List<String> told(List<String> keys) {
        return keys.subList(0, Math.min(keys.size(), MOST_KEYS_TOLD));
    }
}
