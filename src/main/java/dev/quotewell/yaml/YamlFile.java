package dev.quotewell.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A YAML (or JSON) file as a tree whose every part knows its place. */
public record YamlFile(String name, Node root) {

    private static final int DEEPEST = 100;
    private static final Pattern UNQUOTED = Pattern.compile("^(?!\\s*#).*?[:\\[,-]\\s+\\{\\{");

    /** What the parser takes; it would go through all of a longer one first, ever more slowly. */
    private static final int LARGEST_BYTES = 3 * 1024 * 1024;

    /** How git marks two versions of a part that it cannot join. */
    private static final String CONFLICT = "<<<<<<< ";

    /**
     * Empty where the file cannot be read, is empty or is no YAML, which is then a fault; a name that stands twice in a
     * mapping is one too.
     *
     * @param allowed what the file is to hold, such as {@code a list of routes}
     * @param faults take a place and what is wrong there
     */
    public static Optional<YamlFile> read(Path path, String allowed, BiConsumer<Place, String> faults) {
        String name = path.toString();
        Optional<Node> root = compose(path, "found nothing, allowed is " + allowed, faults);
        if (root.isEmpty()) {
            return Optional.empty();
        }
        YamlFile file = new YamlFile(name, root.get());
        try {
            file.checkNames(root.get(), 0, faults);
            return Optional.of(file);
        } catch (TooDeep unreadable) {
            faults.accept(Place.top(name), unreadable(path));
            return Optional.empty();
        }
    }

    /**
     * As {@link #read}, without a look at its parts.
     *
     * @param nothing the fault of an empty file
     */
    static Optional<Node> compose(Path path, String nothing, BiConsumer<Place, String> faults) {
        String name = path.toString();
        String text = "";
        try {
            if (Files.size(path) > LARGEST_BYTES) {
                faults.accept(Place.top(name), "found " + Files.size(path) + " bytes, allowed are " + LARGEST_BYTES);
                return Optional.empty();
            }
            LoadSettings settings = LoadSettings.builder().setLabel(name).build();
            text = Files.readString(path);
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                faults.accept(Place.top(name), nothing);
            }
            return root;
        } catch (MarkedYamlEngineException broken) {
            int conflict = conflict(text);
            if (conflict > 0) {
                faults.accept(new Place(name, conflict, 1), "found a conflict of a merge, allowed is one of its sides");
                return Optional.empty();
            }
            Place place =
                    broken.getProblemMark().map(mark -> Place.of(name, mark)).orElse(Place.top(name));
            String context = broken.getContext() == null ? "" : " " + broken.getContext();
            faults.accept(place, "found broken " + language(path) + context + ": " + broken.getProblem());
        } catch (YamlEngineException unreadable) {
            faults.accept(
                    placeOfUnquoted(path).orElse(Place.top(name)),
                    placeOfUnquoted(path).isPresent()
                            ? "found {{ without quotes, allowed is \"{{name}}\" in quotes: YAML reads a { as fields"
                            : unreadable(path));
        } catch (IOException unreadable) {
            faults.accept(Place.top(name), unreadable(path));
        }
        return Optional.empty();
    }

    /** A placeholder that YAML takes for fields, whose place its reader does not tell. */
    private static Optional<Place> placeOfUnquoted(Path path) {
        try {
            List<String> lines = Files.readAllLines(path);
            for (int i = 0; i < lines.size(); i++) {
                Matcher unquoted = UNQUOTED.matcher(lines.get(i));
                if (unquoted.find()) {
                    return Optional.of(new Place(path.toString(), i + 1, unquoted.end() - 1));
                }
            }
        } catch (IOException told) {
            // By the caller: what cannot be read.
        }
        return Optional.empty();
    }

    /** The line at which it begins; 0 for none. */
    private static int conflict(String text) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(CONFLICT)) {
                return i + 1;
            }
        }
        return 0;
    }

    private static String unreadable(Path path) {
        return "found what cannot be read, allowed is " + language(path) + " in UTF-8, nested " + DEEPEST
                + " deep at most";
    }

    /** As the reader of a message knows the file: that JSON is YAML is our affair. */
    private static String language(Path path) {
        return path.toString().endsWith(".json") ? "JSON" : "YAML";
    }

    private static final class TooDeep extends RuntimeException {}

    private void checkNames(Node node, int depth, BiConsumer<Place, String> faults) {
        if (depth > DEEPEST || node.isRecursive()) {
            throw new TooDeep();
        }
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> checkNames(item, depth + 1, faults));
        }
        if (node instanceof MappingNode mapping) {
            Set<String> names = new HashSet<>();
            for (NodeTuple field : mapping.getValue()) {
                String key = text(field.getKeyNode());
                if (key != null && !names.add(key)) {
                    faults.accept(place(field.getKeyNode()), "found " + key + " twice, allowed is once");
                }
                checkNames(field.getValueNode(), depth + 1, faults);
            }
        }
    }

    public Place place(Node node) {
        return node.getStartMark().map(mark -> Place.of(name, mark)).orElse(Place.top(name));
    }

    /** The place of a character of a text; the text's own where it has several lines. */
    public Place inside(Node node, int offset) {
        Optional<Mark> begin = node.getStartMark();
        Optional<Mark> end = node.getEndMark();
        boolean oneLine = begin.isPresent()
                && end.isPresent()
                && begin.get().getLine() == end.get().getLine();
        if (!oneLine || !(node instanceof ScalarNode scalar)) {
            return place(node);
        }
        return place(node).right(offset + (scalar.getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1));
    }

    /** The text of a node; null for what is none. */
    public static @Nullable String text(Node node) {
        return node instanceof ScalarNode scalar && !Tag.NULL.equals(node.getTag()) ? scalar.getValue() : null;
    }

    /** The value of a field; null where there is none. */
    public static @Nullable Node field(Node node, String name) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple field : mapping.getValue()) {
                if (name.equals(text(field.getKeyNode()))) {
                    return field.getValueNode();
                }
            }
        }
        return null;
    }

    public static @Nullable String textOf(Node node, String name) {
        Node value = field(node, name);
        return value == null ? null : text(value);
    }

    /** The same tree as JSON; numbers keep the digits that they were written with. */
    public JsonNode json() {
        return json(root);
    }

    public static JsonNode json(Node node) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        if (node instanceof MappingNode mapping) {
            ObjectNode object = make.objectNode();
            for (NodeTuple field : mapping.getValue()) {
                object.set(String.valueOf(text(field.getKeyNode())), json(field.getValueNode()));
            }
            return object;
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = make.arrayNode();
            sequence.getValue().forEach(item -> array.add(json(item)));
            return array;
        }
        String text = text(node);
        if (text == null) {
            return NullNode.getInstance();
        }
        if (Tag.BOOL.equals(node.getTag())) {
            return make.booleanNode(Boolean.parseBoolean(text));
        }
        boolean number = Tag.INT.equals(node.getTag()) || Tag.FLOAT.equals(node.getTag());
        return number ? number(text) : make.textNode(text);
    }

    private static JsonNode number(String text) {
        try {
            return DecimalNode.valueOf(new BigDecimal(text));
        } catch (NumberFormatException notInDecimals) {
            return TextNode.valueOf(text);
        }
    }
}
