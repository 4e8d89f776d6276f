package dev.quotewell.message;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A request message: {@code {"id","dataset","keys":[…],"priority","payload"}}.
 *
 * @param id chosen by the sender; the same id again is the same request
 * @param keys 1 to {@value #MOST_KEYS}, not yet validated: each is judged alone
 * @param payload anything; carried into the reply untouched
 */
public record Request(
        String id,
        String dataset,
        List<String> keys,
        Priority priority,
        @Nullable JsonNode payload) {

    public static final int MOST_KEYS = 1000;

    private static final int LONGEST_ID = 200;
    private static final Set<String> FIELDS = new TreeSet<>(Set.of("id", "dataset", "keys", "priority", "payload"));

    /** Who goes first when a provider's budget runs short. */
    public enum Priority {
        INTERACTIVE,
        SCHEDULED,
        BACKFILL;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Request {
        keys = List.copyOf(keys);
    }

    /** @throws InvalidRequestException these bytes are no request; it says why */
    public static Request parse(byte[] body) {
        JsonNode json = read(body);
        json.fieldNames().forEachRemaining(Request::requireKnown);
        List<String> keys = new ArrayList<>();
        JsonNode list = json.path("keys");
        if (!list.isArray() || list.isEmpty() || list.size() > MOST_KEYS) {
            throw new InvalidRequestException(
                    "keys is " + found(list) + ", must be an array of 1 to " + MOST_KEYS + " keys");
        }
        for (JsonNode key : list) {
            if (!key.isTextual()) {
                throw new InvalidRequestException("keys holds " + found(key) + ", each must be a text");
            }
            keys.add(key.textValue());
        }
        String id = text(json, "id");
        if (id.length() > LONGEST_ID) {
            throw new InvalidRequestException("id has " + id.length() + " characters, at most " + LONGEST_ID);
        }
        return new Request(id, text(json, "dataset"), keys, priority(json.path("priority")), json.get("payload"));
    }

    private static JsonNode read(byte[] body) {
        JsonNode json;
        try {
            json = Json.mapper().readTree(body);
        } catch (JacksonException e) {
            int at = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
            throw new InvalidRequestException(
                    "The body is not JSON: " + e.getOriginalMessage() + " (column " + at + ")");
        } catch (IOException e) {
            throw new InvalidRequestException("The body is not UTF-8 text");
        }
        if (!json.isObject()) {
            throw new InvalidRequestException("The body is " + found(json) + ", must be a JSON object");
        }
        return json;
    }

    private static void requireKnown(String field) {
        if (!FIELDS.contains(field)) {
            throw new InvalidRequestException(
                    "There is a field '" + field + "', allowed are " + String.join(", ", FIELDS));
        }
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw new InvalidRequestException(field + " is " + found(value) + ", must be a text");
        }
        return value.textValue();
    }

    private static Priority priority(JsonNode value) {
        if (value.isMissingNode()) {
            return Priority.INTERACTIVE;
        }
        for (Priority priority : Priority.values()) {
            if (priority.code().equals(value.textValue())) {
                return priority;
            }
        }
        throw new InvalidRequestException(
                "priority is " + found(value) + ", must be interactive, scheduled or backfill");
    }

    private static String found(JsonNode value) {
        if (value.isMissingNode()) {
            return "missing";
        }
        String text = value.toString();
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    public byte[] toJson() {
        return JsonBytes.write(json -> {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeStringField("dataset", dataset);
            json.writeFieldName("keys");
            json.writeArray(keys.toArray(String[]::new), 0, keys.size());
            json.writeStringField("priority", priority.code());
            if (payload != null) {
                json.writeFieldName("payload");
                json.writeTree(payload);
            }
            json.writeEndObject();
        });
    }

    /** The reply: the request's id and payload, and a result for each key in the order asked. */
    public byte[] reply(List<Result> results) {
        return JsonBytes.write(json -> {
            json.writeStartObject();
            json.writeStringField("id", id);
            if (payload != null) {
                json.writeFieldName("payload");
                json.writeTree(payload);
            }
            Result.writeAll(json, results);
            json.writeEndObject();
        });
    }
}
