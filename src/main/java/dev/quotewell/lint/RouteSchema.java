package dev.quotewell.lint;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.AnnotationKeyword;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.ValidationMessage;
import dev.quotewell.json.Json;
import dev.quotewell.yaml.Place;
import dev.quotewell.yaml.YamlFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Camel's own JSON Schema of YAML routes ({@code schema/camelYamlDsl.json} in camel-yaml-dsl): which steps there are
 * and which options they have. It knows nothing of what stands in a URI. Safe for many threads.
 */
final class RouteSchema {

    private static final String RESOURCE = "schema/camelYamlDsl.json";
    private static final int MOST_NAMES = 12;

    /** What tells that none of several forms fits; the form that was meant tells more. */
    private static final Set<String> GENERAL = Set.of("oneOf", "anyOf", "not");

    private final JsonNode text;
    private final JsonSchema schema;

    private RouteSchema(JsonNode text) {
        this.text = text;
        // Camel's schema says "deprecated", which draft 4 does not know.
        JsonMetaSchema draft4 = JsonMetaSchema.builder(JsonMetaSchema.getV4())
                .keyword(new AnnotationKeyword("deprecated"))
                .build();
        this.schema = JsonSchemaFactory.builder()
                .metaSchema(draft4)
                .defaultMetaSchemaIri(draft4.getIri())
                .build()
                .getSchema(
                        text,
                        SchemaValidatorsConfig.builder()
                                .preloadJsonSchema(false)
                                .locale(Locale.ENGLISH)
                                .build());
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

    List<Fault> check(YamlFile file) {
        List<ValidationMessage> messages = schema.validate(file.json()).stream()
                .filter(message -> !isReadAnyway(message))
                .toList();
        List<Fault> faults = new ArrayList<>();
        Set<Place> told = new HashSet<>();
        for (ValidationMessage message : messages) {
            if (isSaidBetter(message, messages)) {
                continue;
            }
            Fault fault = fault(file, message);
            if (told.add(fault.place())) {
                faults.add(fault);
            }
        }
        return faults;
    }

    /** Camel makes a number or a truth value of a text, and fills in placeholders before. */
    private static boolean isReadAnyway(ValidationMessage message) {
        JsonNode found = message.getInstanceNode();
        if (!message.getType().equals("type") || found == null || !found.isValueNode() || found.isNull()) {
            return false;
        }
        String wanted = wanted(message);
        String text = found.asText();
        return text.contains("{{")
                || (wanted.contains("string") && !wanted.contains("object"))
                || (wanted.contains("boolean") && text.matches("true|false"))
                || (wanted.matches(".*(number|integer).*") && text.matches("-?\\d+(\\.\\d+)?"));
    }

    private static String wanted(ValidationMessage message) {
        JsonNode node = message.getSchemaNode();
        return node == null ? "" : node.toString();
    }

    private static boolean isSaidBetter(ValidationMessage message, List<ValidationMessage> all) {
        JsonNodePath at = message.getInstanceLocation();
        String type = message.getType();
        boolean general = GENERAL.contains(type);
        boolean ofOneForm = type.equals("type") || type.equals("required");
        return (general || ofOneForm)
                && all.stream()
                        .filter(other -> !GENERAL.contains(other.getType()))
                        .filter(other -> general || other.getType().equals("additionalProperties") || deeper(other, at))
                        .anyMatch(other -> isAtOrBelow(other.getInstanceLocation(), at));
    }

    private static boolean deeper(ValidationMessage message, JsonNodePath than) {
        return message.getInstanceLocation().getNameCount() > than.getNameCount();
    }

    private static boolean isAtOrBelow(JsonNodePath path, JsonNodePath above) {
        return path.getNameCount() >= above.getNameCount() && path.startsWith(above);
    }

    private Fault fault(YamlFile file, ValidationMessage message) {
        Found found = find(file.root(), message.getInstanceLocation());
        switch (message.getType()) {
            case "additionalProperties" -> {
                String name = String.valueOf(message.getProperty());
                Set<String> allowed = siblings(message);
                return new Fault(
                        file.place(keyOf(found.value(), name)),
                        "found " + name + in(found) + ", " + allowed(allowed, name));
            }
            case "required" -> {
                return new Fault(
                        file.place(found.key()),
                        "found no " + message.getProperty() + in(found) + ", allowed is one that says it");
            }
            case "maxProperties" -> {
                return new Fault(
                        file.place(found.key()),
                        "found several names" + in(found) + ", allowed is one for each item of a list: begin the"
                                + " next with a - of its own");
            }
            case "enum" -> {
                return new Fault(
                        file.place(found.value()),
                        "found " + shown(found.value()) + in(found) + ", "
                                + allowed(texts(message.getSchemaNode()), shown(found.value())));
            }
            case "type" -> {
                return new Fault(
                        file.place(found.value()),
                        "found " + shown(found.value()) + in(found) + ", allowed is "
                                + wanted(message).replaceAll("[\\[\\]\"]", "").replace(",", " or "));
            }
            default -> {
                return new Fault(
                        file.place(found.key()),
                        "found " + shown(found.value()) + in(found)
                                + ", allowed is one of the forms that Camel's documentation shows for it");
            }
        }
    }

    private record Found(String name, Node key, Node value) {}

    private static Found find(Node root, JsonNodePath path) {
        Found found = new Found("", root, root);
        for (int i = 0; i < path.getNameCount(); i++) {
            Object element = path.getElement(i);
            if (element instanceof Integer index && found.value() instanceof SequenceNode sequence) {
                Node item = sequence.getValue().get(index);
                found = new Found(found.name(), item, item);
            } else if (found.value() instanceof MappingNode mapping) {
                for (NodeTuple field : mapping.getValue()) {
                    if (String.valueOf(element).equals(YamlFile.text(field.getKeyNode()))) {
                        found = new Found(String.valueOf(element), field.getKeyNode(), field.getValueNode());
                    }
                }
            }
        }
        return found;
    }

    private static Node keyOf(Node node, String name) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple field : mapping.getValue()) {
                if (name.equals(YamlFile.text(field.getKeyNode()))) {
                    return field.getKeyNode();
                }
            }
        }
        return node;
    }

    private static String in(Found found) {
        return found.name().isEmpty() ? "" : " in " + found.name();
    }

    private static String shown(Node node) {
        String text = YamlFile.text(node);
        if (text != null) {
            return text.length() > 60 ? text.substring(0, 60) + "…" : text;
        }
        return node instanceof SequenceNode ? "a list" : node instanceof MappingNode ? "fields" : "nothing";
    }

    private static String allowed(Set<String> names, String found) {
        String list = names.size() <= MOST_NAMES
                ? String.join(", ", names)
                : String.join(", ", names.stream().limit(MOST_NAMES).toList()) + ", … (" + names.size() + " in all)";
        return "allowed are " + list + Spelling.suggestion(found, names);
    }

    /** The names that the schema lists where it refuses others. */
    private Set<String> siblings(ValidationMessage message) {
        JsonNodePath path = message.getSchemaLocation().getFragment();
        JsonNode node = text;
        for (int i = 0; i < path.getNameCount() - 1; i++) {
            Object element = path.getElement(i);
            JsonNode list = node;
            node = element instanceof Integer index && list.isArray()
                    ? list.path(index)
                    : list.isArray() ? list.path(Integer.parseInt(element.toString())) : list.path(element.toString());
        }
        Set<String> names = new TreeSet<>();
        node.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new TreeSet<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
