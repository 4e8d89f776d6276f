package dev.quotewell.lint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an endpoint takes, as the JSON says that Camel's build makes of each component.
 *
 * @param lenient whether options that it does not know go to the host as they stand, as those of {@code http} do
 * @param prefixes what the names of further options begin with, such as {@code httpClient.}
 */
record ComponentDescription(
        String scheme,
        boolean consumerOnly,
        boolean producerOnly,
        boolean lenient,
        Map<String, Option> options,
        List<String> prefixes) {

    /** @param inPath whether it is a part of the path; it may stand under {@code parameters}, too */
    record Option(String name, String type, List<String> values, boolean required, boolean secret, boolean inPath) {

        Option {
            values = List.copyOf(values);
        }
    }

    ComponentDescription {
        options = Map.copyOf(options);
        prefixes = List.copyOf(prefixes);
    }

    static ComponentDescription of(JsonNode json) {
        JsonNode component = json.path("component");
        Map<String, Option> options = new TreeMap<>();
        List<String> prefixes = new ArrayList<>();
        json.path("properties").properties().forEach(field -> {
            options.put(field.getKey(), option(field.getKey(), field.getValue()));
            for (String prefix : Set.of("prefix", "optionalPrefix")) {
                if (field.getValue().hasNonNull(prefix)) {
                    prefixes.add(field.getValue().path(prefix).asText());
                }
            }
        });
        return new ComponentDescription(
                component.path("scheme").asText(),
                component.path("consumerOnly").asBoolean(),
                component.path("producerOnly").asBoolean(),
                component.path("lenientProperties").asBoolean(),
                options,
                prefixes);
    }

    private static Option option(String name, JsonNode json) {
        List<String> values = new ArrayList<>();
        json.path("enum").forEach(value -> values.add(value.asText()));
        return new Option(
                name,
                json.path("type").asText(),
                values,
                json.path("required").asBoolean(),
                json.path("secret").asBoolean(),
                json.path("kind").asText().equals("path"));
    }
}
