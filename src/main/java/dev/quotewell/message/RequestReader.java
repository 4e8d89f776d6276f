package dev.quotewell.message;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Reads the body of a request message, whoever wrote it: at most {@value #LARGEST_BYTES} bytes of strict JSON in UTF-8
 * (RFC 8259), nothing of which is lost when it is written again.
 */
final class RequestReader {

    static final int LARGEST_BYTES = 1024 * 1024;

    private static final int LONGEST_ID = 200;
    private static final int LONGEST_REASON = 200;

    /** A number that is longer when written in full could not be read again. */
    private static final int MOST_DIGITS = 500;

    private static final Set<String> FIELDS = new TreeSet<>(Set.of("id", "dataset", "keys", "priority", "payload"));

    private RequestReader() {}

    static Request read(byte[] body, Supplier<String> missingId) {
        JsonNode json = tree(body);
        json.fieldNames().forEachRemaining(RequestReader::requireKnown);
        requireWritable(json);
        String id = json.has("id") ? text(json, "id") : missingId.get();
        if (id.length() > LONGEST_ID) {
            throw new InvalidRequestException("id has " + id.length() + " characters, at most " + LONGEST_ID);
        }
        return new Request(
                id,
                text(json, "dataset"),
                keys(json.path("keys")),
                priority(json.path("priority")),
                json.get("payload"));
    }

    private static JsonNode tree(byte[] body) {
        if (body.length > LARGEST_BYTES) {
            throw new InvalidRequestException("The body has " + body.length + " bytes, at most " + LARGEST_BYTES);
        }
        JsonNode json;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            json = Json.mapper().readTree(text);
        } catch (JacksonException e) {
            int at = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
            throw new InvalidRequestException("The body is not JSON: " + brief(e) + " (column " + at + ")");
        } catch (CharacterCodingException e) {
            throw new InvalidRequestException("The body is not UTF-8 text");
        }
        if (!json.isObject()) {
            throw new InvalidRequestException("The body is " + found(json) + ", must be a JSON object");
        }
        return json;
    }

    /** Without advice for programmers. */
    private static String brief(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage())
                .replaceAll(", from `[^`]*`", "")
                .replaceAll(": enable `.*", "");
        return message.length() <= LONGEST_REASON ? message : message.substring(0, LONGEST_REASON) + "…";
    }

    private static void requireKnown(String field) {
        if (!FIELDS.contains(field)) {
            throw new InvalidRequestException(
                    "There is a field '" + shortened(field) + "', allowed are " + String.join(", ", FIELDS));
        }
    }

    private static void requireWritable(JsonNode json) {
        if (json.isBigDecimal()) {
            BigDecimal number = json.decimalValue();
            if (Math.abs((long) number.scale()) + number.precision() > MOST_DIGITS) {
                throw new InvalidRequestException("There is a number of more than " + MOST_DIGITS
                        + " digits when written in full, at most so many are allowed");
            }
        } else if (json.isTextual()) {
            requireWritable(json.textValue());
        }
        json.fieldNames().forEachRemaining(RequestReader::requireWritable);
        json.forEach(RequestReader::requireWritable);
    }

    private static void requireWritable(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidRequestException("There is a text with half a surrogate pair, which is no Unicode");
        }
    }

    private static List<String> keys(JsonNode list) {
        if (!list.isArray() || list.isEmpty() || list.size() > Request.MOST_KEYS) {
            throw new InvalidRequestException(
                    "keys is " + found(list) + ", must be an array of 1 to " + Request.MOST_KEYS + " keys");
        }
        List<String> keys = new ArrayList<>(list.size());
        for (JsonNode key : list) {
            if (!key.isTextual()) {
                throw new InvalidRequestException("keys holds " + found(key) + ", each must be a text");
            }
            keys.add(key.textValue());
        }
        return keys;
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw new InvalidRequestException(field + " is " + found(value) + ", must be a text");
        }
        return value.textValue();
    }

    private static Request.Priority priority(JsonNode value) {
        if (value.isMissingNode()) {
            return Request.Priority.INTERACTIVE;
        }
        for (Request.Priority priority : Request.Priority.values()) {
            if (priority.code().equals(value.textValue())) {
                return priority;
            }
        }
        throw new InvalidRequestException(
                "priority is " + found(value) + ", must be interactive, scheduled or backfill");
    }

    private static String found(JsonNode value) {
        return value.isMissingNode() ? "missing" : shortened(value.toString());
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
