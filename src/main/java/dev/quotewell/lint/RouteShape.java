package dev.quotewell.lint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.lint.RouteSchema.Fields;
import dev.quotewell.lint.RouteSchema.Form;
import dev.quotewell.routefile.Placeholders;
import dev.quotewell.yaml.YamlFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Holds a route file against Camel's schema, as Camel reads it: case does not count in the values of an enumeration, a
 * text that looks like a number or a truth value is one, a placeholder may stand for either. For one thread.
 */
final class RouteShape {

    private static final int MOST_NAMES = 12;

    /** Steps that Camel builds without an expression. */
    private static final Set<String> WITHOUT_EXPRESSION = Set.of("delay", "sort");

    private static final Set<String> NEEDS_CHOICE = Set.of("marshal", "unmarshal", "loadBalance");

    private final YamlFile file;
    private final RouteSchema schema;
    private final ComponentCatalog catalog;
    private final Placeholders placeholders;
    private final List<Fault> faults = new ArrayList<>();

    private RouteShape(YamlFile file, RouteSchema schema, ComponentCatalog catalog, Placeholders placeholders) {
        this.file = file;
        this.schema = schema;
        this.catalog = catalog;
        this.placeholders = placeholders;
    }

    static List<Fault> check(YamlFile file, RouteSchema schema, ComponentCatalog catalog, Placeholders placeholders) {
        RouteShape shape = new RouteShape(file, schema, catalog, placeholders);
        if (file.root() instanceof SequenceNode items) {
            items.getValue().forEach(item -> shape.check(item, item, "", schema.item()));
        } else {
            shape.fault(
                    file.root(),
                    "found " + shown(file.root()) + ", allowed is a list: begin each item with - , as in"
                            + " - route:");
        }
        return shape.faults;
    }

    /** @param key where the name of the value stands */
    private void check(Node node, Node key, String name, JsonNode of) {
        if (of.isEmpty()) {
            return;
        }
        onClassPath(node, key, name, RouteSchema.nameOf(of));
        Form form = schema.form(of);
        if (node instanceof MappingNode mapping) {
            if (form.fields() == null) {
                fault(key, "found fields" + in(name) + ", allowed " + allowed(form));
            } else {
                fields(mapping, key, name, form.fields());
            }
        } else if (node instanceof SequenceNode list) {
            if (form.items() == null) {
                fault(key, "found a list" + in(name) + ", allowed " + allowed(form));
            } else {
                list.getValue().forEach(item -> check(item, item, name, item(form)));
            }
        } else {
            text(node, key, name, form, RouteSchema.nameOf(of).startsWith("language."));
        }
    }

    private static JsonNode item(Form form) {
        return Objects.requireNonNull(form.items());
    }

    private void text(Node node, Node key, String name, Form form, boolean language) {
        String text = YamlFile.text(node);
        // A list of texts may be one text.
        Form one = form.items() == null ? form : schema.form(form.items());
        boolean incomplete = form.items() != null
                || (form.fields() != null && !form.fields().required().isEmpty() && !language);
        if (one.text().isEmpty() || (text == null && incomplete)) {
            fault(
                    text == null ? key : node,
                    "found " + shown(node) + in(name) + ", allowed " + allowed(form)
                            + (text == null && isOptional(form) ? ", or {} for none" : ""));
        } else if (text != null && !fits(placeholders.fill(text), one)) {
            String filled = placeholders.fill(text);
            String by = filled.equals(text) ? "" : filled + ", by ";
            fault(node, "found " + by + shown(node) + in(name) + ", allowed " + allowed(filled, one));
        }
    }

    private static boolean fits(String text, Form form) {
        if (text.contains("{{")) {
            return true;
        }
        return switch (form.text()) {
            case "boolean" -> text.matches("(?i)true|false");
            case "number" -> text.matches("-?\\d+(\\.\\d+)?");
            default ->
                form.values().isEmpty() || form.values().stream().anyMatch(value -> value.equalsIgnoreCase(text));
        };
    }

    private static String allowed(String text, Form form) {
        return switch (form.text()) {
            case "boolean" -> "are true, false";
            case "number" -> "is a number";
            default -> "are " + String.join(", ", form.values()) + Spelling.suggestion(text, form.values());
        };
    }

    private String allowed(Form form) {
        if (form.items() != null) {
            return "is a list: begin each item with -";
        }
        String text = form.text().equals("string") ? "is a text" : "is a " + form.text();
        Fields fields = form.fields();
        if (fields == null) {
            return text;
        }
        String names = fields.known().isEmpty() ? "fields" : "fields such as " + some(fields);
        return form.text().isEmpty() ? "are " + names : text + ", or " + names;
    }

    private static boolean isOptional(Form form) {
        Fields fields = form.fields();
        return fields != null && fields.required().isEmpty();
    }

    private static String some(Fields fields) {
        Collection<String> first = fields.required().isEmpty() ? fields.known().keySet() : fields.required();
        return String.join(", ", first.stream().limit(3).toList());
    }

    private void fields(MappingNode mapping, Node key, String name, Fields fields) {
        List<NodeTuple> given = mapping.getValue();
        if (fields.one() && given.size() > 1) {
            Node second = given.get(1).getKeyNode();
            fault(
                    second,
                    "found " + shown(second) + " beside " + shown(given.get(0).getKeyNode())
                            + ", allowed is one name for each item of a list: indent what belongs to "
                            + shown(given.get(0).getKeyNode()) + ", or begin the next item with a - of its own");
            return;
        }
        if (fields.one() && given.isEmpty()) {
            fault(key, "found nothing in an item" + (name.isEmpty() ? "" : " of " + name) + ", allowed is one name");
        }
        Set<String> there = new HashSet<>();
        for (NodeTuple field : given) {
            String found = YamlFile.text(field.getKeyNode());
            JsonNode of = found == null ? null : fields.known().get(found);
            if (found != null && (of != null || fields.open())) {
                there.add(found);
            }
            if (of != null && found != null) {
                check(field.getValueNode(), field.getKeyNode(), found, of);
            } else if (!fields.open()) {
                fault(
                        field.getKeyNode(),
                        "found " + shown(field.getKeyNode()) + in(name) + ", allowed are "
                                + names(fields.known().keySet(), String.valueOf(found)));
            } else if (name.equals("parameters") && YamlFile.text(field.getValueNode()) == null) {
                parameter(field);
            }
        }
        boolean misspelled = there.size() < given.size();
        if (!misspelled) {
            missing(mapping, key, name, fields, there);
        }
    }

    private void parameter(NodeTuple field) {
        boolean template =
                field.getKeyNode() instanceof ScalarNode key && key.getValue().contains("{{");
        if (!template) {
            fault(
                    field.getKeyNode(),
                    "found " + shown(field.getValueNode()) + in(shown(field.getKeyNode())) + ", allowed is a text");
        }
    }

    /** What is not there; where a name is misspelled, it may be that one. */
    private void missing(MappingNode mapping, Node key, String name, Fields fields, Set<String> there) {
        for (String wanted : fields.required()) {
            if (!there.contains(wanted) || isNothing(YamlFile.field(mapping, wanted))) {
                fault(key, "found no " + wanted + in(name) + ", allowed is one that says it");
            }
        }
        for (Set<String> choice : fields.choices()) {
            boolean expression = choice.contains("simple");
            List<NodeTuple> chosen = mapping.getValue().stream()
                    .filter(field -> choice.contains(String.valueOf(YamlFile.text(field.getKeyNode())))
                            && !"expression".equals(YamlFile.text(field.getKeyNode())))
                    .toList();
            if (chosen.size() > 1) {
                Node second = chosen.get(1).getKeyNode();
                fault(
                        second,
                        "found " + shown(second) + " beside "
                                + shown(chosen.get(0).getKeyNode()) + in(name) + ", allowed is one of them");
            }
            boolean needed = expression ? !WITHOUT_EXPRESSION.contains(name) : NEEDS_CHOICE.contains(name);
            if (needed && chosen.isEmpty() && !there.contains("expression")) {
                fault(
                        key,
                        expression
                                ? "found no expression" + in(name) + ", allowed is one such as simple, constant, header"
                                        + " or jq"
                                : "found no kind" + in(name) + ", allowed is one of " + names(choice, ""));
            }
        }
        boolean noSteps = YamlFile.field(mapping, "steps") instanceof SequenceNode steps
                && steps.getValue().isEmpty();
        if (name.equals("from") && noSteps) {
            fault(key, "found no step in from, allowed is one at least");
        }
    }

    private static boolean isNothing(@Nullable Node node) {
        return node != null
                && YamlFile.text(node) == null
                && !(node instanceof MappingNode)
                && !(node instanceof SequenceNode);
    }

    /** Languages and data formats that Camel describes and this application does not bring. */
    private void onClassPath(Node node, Node key, String name, String kind) {
        if (kind.startsWith("language.") && !kind.endsWith("ExpressionDefinition")) {
            String language = name.equals("language") ? YamlFile.textOf(node, "language") : name;
            if (language != null && !language.contains("{{") && !catalog.hasLanguage(language)) {
                fault(
                        key,
                        "found the language " + language + ", allowed are those on the class path, such as simple,"
                                + " constant, header, exchangeProperty, variable, jq, method, tokenize, xpath");
            }
        }
        if (kind.startsWith("dataformat.") && !kind.endsWith("Deserializer") && !kind.endsWith("Definition")) {
            String library = name.equals("json") ? YamlFile.textOf(node, "library") : null;
            if (!catalog.hasDataFormat(library == null ? name : library)) {
                fault(
                        key,
                        "found the data format " + (library == null ? name : name + " by " + library)
                                + ", allowed are those on the class path: json (by Jackson), custom");
            }
        }
    }

    private void fault(Node at, String message) {
        faults.add(new Fault(file.place(at), message));
    }

    private static String in(String name) {
        return name.isEmpty() ? "" : " in " + name;
    }

    private static String shown(Node node) {
        String text = YamlFile.text(node);
        if (text != null) {
            return text.isEmpty() ? "an empty text" : text.length() > 60 ? text.substring(0, 60) + "…" : text;
        }
        return node instanceof SequenceNode ? "a list" : node instanceof MappingNode ? "fields" : "nothing";
    }

    private static String names(Set<String> names, String found) {
        Set<String> sorted = new TreeSet<>(names);
        String list = String.join(", ", sorted.stream().limit(MOST_NAMES).toList());
        return (sorted.size() <= MOST_NAMES ? list : list + ", … (" + sorted.size() + " in all)")
                + Spelling.suggestion(found, sorted);
    }
}
