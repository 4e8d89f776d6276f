package dev.quotewell.lint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint takes, as the JSON says that Camel's build makes of each component.
 *
 * @param lenient whether options that it does not know go to the host as they stand, as those of {@code http} do
 * @param own the names of the component's own options, for {@code camel.component.} in the settings
 * @param prefixes what the names of further options begin with, such as {@code httpClient.}
 */
record ComponentDescription(
        String scheme,
        boolean consumerOnly,
        boolean producerOnly,
        boolean lenient,
        Map<String, Option> options,
        Set<String> own,
        List<String> prefixes) {

    /**
     * @param large whether a whole number may be larger than 32 bits
     * @param inPath whether it is a part of the path; it may stand under {@code parameters}, too
     */
    record Option(
            String name,
            String type,
            List<String> values,
            boolean large,
            boolean required,
            boolean secret,
            boolean inPath) {

        Option {
            values = List.copyOf(values);
        }
    }

    ComponentDescription {
        options = Map.copyOf(options);
        own = Set.copyOf(own);
        prefixes = List.copyOf(prefixes);
    }

    /** By its name as Camel reads it: case and dashes do not count. */
    @Nullable
    Option option(String name) {
        Option exact = options.get(name);
        if (exact != null) {
            return exact;
        }
        return options.values().stream()
                .filter(option -> dev.quotewell.routefile.Option.isSame(option.name(), name))
                .findFirst()
                .orElse(null);
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
        Set<String> own = new HashSet<>();
        json.path("componentProperties").fieldNames().forEachRemaining(own::add);
        return new ComponentDescription(
                component.path("scheme").asText(),
                component.path("consumerOnly").asBoolean(),
                component.path("producerOnly").asBoolean(),
                component.path("lenientProperties").asBoolean(),
                options,
                own,
                prefixes);
    }

    private static Option option(String name, JsonNode json) {
        List<String> values = new ArrayList<>();
        json.path("enum").forEach(value -> values.add(value.asText()));
        return new Option(
                name,
                json.path("type").asText(),
                values,
                !json.path("javaType").asText().matches("int|java.lang.Integer"),
                json.path("required").asBoolean(),
                json.path("secret").asBoolean(),
                json.path("kind").asText().equals("path"));
    }
}
