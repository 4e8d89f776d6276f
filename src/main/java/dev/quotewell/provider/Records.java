package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Makes what a mapping gives a record: what is missing is absent, numbers are exact. */
final class Records {

    private Records() {}

    /** A copy without nulls, all numbers exact and without exponent; refuses numbers that went through double. */
    static JsonNode tidy(JsonNode node) {
        if (node.isNumber()) {
            return Numbers.exact(node);
        }
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> array.add(tidy(item)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                object.set(field.getKey(), tidy(field.getValue()));
            }
        });
        return object;
    }

    /** The first page with the rows of the next behind its own. */
    static ObjectNode joined(ObjectNode first, ObjectNode next) {
        next.properties().forEach(field -> {
            if (field.getValue() instanceof ArrayNode rows && first.get(field.getKey()) instanceof ArrayNode all) {
                all.addAll(rows);
            }
        });
        return first;
    }

    /** Whether the record says it is about another key: a reply that got mixed up must not be stored under this one. */
    static boolean contradicts(ObjectNode record, DatasetKey key) {
        return key.parameters().entrySet().stream().anyMatch(parameter -> {
            JsonNode said = record.get(parameter.getKey());
            return said != null && !said.asText().equals(parameter.getValue());
        });
    }
}
