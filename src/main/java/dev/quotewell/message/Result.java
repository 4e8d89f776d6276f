package dev.quotewell.message;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.quotewell.json.Payload;
import java.io.IOException;
import java.util.List;

/** The answer for one key of a request. */
public sealed interface Result {

    /** As it was asked for. */
    String key();

    /** The HTTP status that this key alone would have had. */
    int status();

    void write(JsonGenerator json) throws IOException;

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

    static void writeAll(JsonGenerator json, List<Result> results) throws IOException {
        json.writeArrayFieldStart("results");
        for (Result result : results) {
            json.writeStartObject();
            json.writeStringField("key", result.key());
            json.writeNumberField("status", result.status());
            result.write(json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
