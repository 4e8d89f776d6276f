package dev.quotewell.routetest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a test so far.
 *
 * @param answer of the last HTTP request, if there was one
 * @param entries by dataset and key, as in {@code quote/AAPL}
 * @param messages by the name of an expectation ({@code events}, {@code replies}, {@code deadLetters},
 *     {@code lines}), in the order they came
 * @param troubles what no test expects, such as a call without a reply
 */
public record Seen(
        @Nullable Answer answer,
        Map<String, StoredEntry> entries,
        Map<String, List<JsonNode>> messages,
        List<Call> calls,
        List<String> troubles) {

    /** Header names are in lower case. */
    public record Answer(int status, Map<String, String> headers, String body) {
        public Answer {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * An entry in the cache.
     *
     * @param record null for the remembered answer "no such key"
     * @param freshFor negative once it is stale
     * @param keptFor until Redis drops it
     * @param counted so much of that Redis may have counted off since the test began, as its clock does not stand still
     */
    public record StoredEntry(
            @Nullable JsonNode record,
            String provider,
            Duration age,
            Duration freshFor,
            Duration keptFor,
            Duration counted) {}

    public Seen {
        entries = Map.copyOf(entries);
        messages = Map.copyOf(messages);
        calls = List.copyOf(calls);
        troubles = List.copyOf(troubles);
    }

    /** What has come since an earlier look at the same test; answer and entries are the present ones. */
    Seen since(Seen before) {
        Map<String, List<JsonNode>> later = new HashMap<>();
        messages.forEach((name, all) -> later.put(
                name, all.subList(before.messages.getOrDefault(name, List.of()).size(), all.size())));
        return new Seen(answer, entries, later, calls.subList(before.calls.size(), calls.size()), troubles);
    }
}
