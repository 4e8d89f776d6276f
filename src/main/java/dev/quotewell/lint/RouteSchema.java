package dev.quotewell.lint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Camel's own JSON Schema of YAML routes ({@code schema/camelYamlDsl.json} in camel-yaml-dsl): which steps there are
 * and which options they have. It knows nothing of what stands in a URI. Safe for many threads.
 */
final class RouteSchema {

    /**
     * What may stand at a place. Some steps may be written as one text or as fields.
     *
     * @param text the kind of text: {@code string}, {@code boolean} or {@code number}; empty where none may stand
     * @param values all that the text may be; empty for any
     * @param fields null where no fields may stand
     * @param items what a list may hold; null where no list may stand
     */
    record Form(
            String text,
            Set<String> values,
            @Nullable Fields fields,
            @Nullable JsonNode items) {}

    /**
     * @param known the schemas of the fields by their names
     * @param open whether there may be others
     * @param choices names of which one may stand: the expression of a step, or the data format
     * @param required those that must be there
     * @param one whether one field may stand, since its name is what the item is
     */
    record Fields(
            Map<String, JsonNode> known, boolean open, List<Set<String>> choices, Set<String> required, boolean one) {}

    private static final String RESOURCE = "schema/camelYamlDsl.json";
    private static final String DEFINITION = "#/items/definitions/";

    private final JsonNode item;
    private final Map<JsonNode, Form> forms = Collections.synchronizedMap(new IdentityHashMap<>());

    private RouteSchema(JsonNode schema) {
        this.item = schema.path("items");
    }

    private static final class Shared {
        static final RouteSchema SCHEMA = load();
    }

    /** Read once. */
    static RouteSchema shared() {
        return Shared.SCHEMA;
    }

    private static RouteSchema load() {
        try (InputStream in = RouteSchema.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            return new RouteSchema(Json.mapper().readTree(in));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Of an item of a route file, such as {@code - route: …}. */
    JsonNode item() {
        return item;
    }

    Form form(JsonNode schema) {
        return forms.computeIfAbsent(resolve(schema), this::read);
    }

    /** The name of what a schema describes, such as {@code language.JsonPathExpression}; empty where it has none. */
    static String nameOf(JsonNode schema) {
        return schema.path("$ref").asText().replace(DEFINITION, "").replace("org.apache.camel.model.", "");
    }

    private JsonNode resolve(JsonNode schema) {
        String ref = schema.path("$ref").asText();
        // What stands beside a reference is the same, or words.
        return ref.isEmpty() || schema.has("properties")
                ? schema
                : resolve(item.path("definitions").path(ref.replace(DEFINITION, "")));
    }

    private Form read(JsonNode schema) {
        JsonNode object = schema;
        String text = schema.path("type").asText();
        for (JsonNode form : schema.path("oneOf")) {
            if (form.path("type").asText().equals("string")) {
                text = "string";
            } else {
                object = form;
            }
        }
        boolean fields =
                object.has("properties") || object.path("type").asText().equals("object");
        boolean list = text.equals("array");
        return new Form(
                list || (fields && schema.path("oneOf").isEmpty()) ? "" : text,
                texts(schema.path("enum")),
                fields ? fields(object, texts(schema.path("required"))) : null,
                list ? schema.path("items") : null);
    }

    private Fields fields(JsonNode object, Set<String> alsoRequired) {
        Map<String, JsonNode> known = new TreeMap<>();
        List<Set<String>> choices = new ArrayList<>();
        collect(object, known, choices);
        Set<String> required = new TreeSet<>(texts(object.path("required")));
        required.addAll(alsoRequired);
        boolean open = !object.has("properties");
        return new Fields(known, open, choices, required, object.has("maxProperties"));
    }

    private void collect(JsonNode object, Map<String, JsonNode> known, List<Set<String>> choices) {
        object.path("properties").properties().forEach(field -> known.put(field.getKey(), field.getValue()));
        for (JsonNode group : object.path("anyOf")) {
            Map<String, JsonNode> alternatives = new TreeMap<>();
            for (JsonNode alternative : group.path("oneOf")) {
                collect(resolve(alternative), alternatives, new ArrayList<>());
            }
            choices.add(Set.copyOf(alternatives.keySet()));
            known.putAll(alternatives);
        }
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new TreeSet<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
