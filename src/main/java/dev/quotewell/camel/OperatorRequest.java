package dev.quotewell.camel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.json.Json;
import dev.quotewell.message.InvalidRequestException;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/** Reads what operators ask for; all throw {@link InvalidRequestException}. */
final class OperatorRequest {

    /** As Redis makes them: milliseconds since 1970, and a count within the millisecond. */
    private static final Pattern ID = Pattern.compile("\\d{1,15}-\\d{1,15}");

    private OperatorRequest() {}

    static Map<String, String> parameters(Exchange exchange, String... allowed) {
        Map<String, String> parameters = HttpApi.query(exchange);
        if (!Set.of(allowed).containsAll(parameters.keySet())) {
            throw new InvalidRequestException("Found the parameters " + new TreeSet<>(parameters.keySet())
                    + ", allowed are " + (allowed.length == 0 ? "none" : String.join(", ", allowed)));
        }
        return parameters;
    }

    static ObjectNode body(Exchange exchange, String... allowed) {
        byte[] bytes = exchange.getMessage().getBody(byte[].class);
        JsonNode json;
        try {
            json = Json.mapper().readTree(bytes == null ? new byte[0] : bytes);
        } catch (JsonProcessingException e) {
            throw new InvalidRequestException(
                    "The body is not JSON, must be an object with " + String.join(", ", allowed));
        } catch (IOException e) {
            throw new InvalidRequestException("The body cannot be read");
        }
        if (!(json instanceof ObjectNode object)) {
            throw new InvalidRequestException(
                    "The body is no JSON object, must be one with " + String.join(", ", allowed));
        }
        Set<String> found = new TreeSet<>();
        object.fieldNames().forEachRemaining(found::add);
        if (!Set.of(allowed).containsAll(found)) {
            throw new InvalidRequestException(
                    "The body has the fields " + found + ", allowed are " + String.join(", ", allowed));
        }
        return object;
    }

    static String id(String text) {
        if (!ID.matcher(text).matches()) {
            throw new InvalidRequestException(
                    "'" + brief(text) + "' is no id of an entry, must be like 1767225600000-0");
        }
        return text;
    }

    static String brief(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
