package dev.quotewell.message;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.quotewell.json.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The answer for one key of a request. */
public sealed interface Result {

    /** In the place of a record whose size alone is asked for. */
    Payload NO_RECORD = Payload.utf8("{}");

    /** For a key whose record found no room. */
    Problem TOO_LARGE = Problem.of(
            Problem.Type.TOO_LARGE,
            "The reply has no room for it: ask for fewer keys at once, or for this one by GET /v1/{dataset}/{key}");

    /** As it was asked for. */
    String key();

    /** The HTTP status that this key alone would have had. */
    int status();

    void write(JsonGenerator json) throws IOException;

    /** How many bytes it takes in a reply, with the comma behind it. */
    default long size() {
        return JsonBytes.write(json -> writeOne(json, this)).length + 1L;
    }

    /** {@code record} is the record's JSON, taken over byte for byte. */
    record Found(String key, Payload record, String cacheStatus) implements Result {
        @Override
        public int status() {
            return 200;
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeStringField("cacheStatus", cacheStatus);
            json.writeFieldName("record");
            json.writeRawValue(record.text());
        }

        /** Without writing the record, which may be large. */
        @Override
        public long size() {
            byte[] frame = JsonBytes.write(json -> writeOne(json, new Found(key, NO_RECORD, cacheStatus)));
            return frame.length + 1L - NO_RECORD.size() + record.size();
        }
    }

    record Missing(String key, Problem problem) implements Result {
        @Override
        public int status() {
            return problem.type().status();
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeFieldName("problem");
            problem.write(json);
        }
    }

    /** {@code {"results":[{"key","status","record"|"problem"}…]}} in the order given. */
    static byte[] toJson(List<Result> results) {
        return JsonBytes.write(json -> {
            json.writeStartObject();
            writeAll(json, results);
            json.writeEndObject();
        });
    }

    /**
     * These results in at most so many bytes, in their order: one that no longer fits becomes the problem
     * {@code too-large}, so that each key still has a result.
     */
    static List<Result> fitting(List<Result> results, long bytes) {
        // There is one comma fewer than there are results.
        long room = bytes + 1;
        long left = room;
        for (Result result : results) {
            left -= result.size();
        }
        if (left >= 0) {
            return results;
        }
        List<Result> shortened = results.stream()
                .<Result>map(result -> new Missing(result.key(), TOO_LARGE))
                .toList();
        long reserved = 0;
        for (int i = 0; i < results.size(); i++) {
            reserved += Math.min(results.get(i).size(), shortened.get(i).size());
        }
        List<Result> fitting = new ArrayList<>(results.size());
        long used = 0;
        for (int i = 0; i < results.size(); i++) {
            long whole = results.get(i).size();
            long least = Math.min(whole, shortened.get(i).size());
            reserved -= least;
            boolean fits = whole == least || used + whole + reserved <= room;
            fitting.add(fits ? results.get(i) : shortened.get(i));
            used += fits ? whole : least;
        }
        return List.copyOf(fitting);
    }

    static void writeAll(JsonGenerator json, List<Result> results) throws IOException {
        json.writeArrayFieldStart("results");
        for (Result result : results) {
            writeOne(json, result);
        }
        json.writeEndArray();
    }

    private static void writeOne(JsonGenerator json, Result result) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", result.key());
        json.writeNumberField("status", result.status());
        result.write(json);
        json.writeEndObject();
    }
}
