package dev.quotewell.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of a YAML (or JSON) file, read field by field. A fault is noted with file and line and reading goes on
 * with a stand-in, so that one reading finds them all; {@link #end()} refuses the fields nobody asked for.
 */
public final class Section {

    private static final String NO_FIELDS = "found no fields, allowed is one mapping of field names to values";

    private final String file;
    private final String path;
    private final int line;
    private final Map<String, Node> fields = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();
    private final List<String> faults;

    private Section(String file, String path, int line, @Nullable Node node, List<String> faults) {
        this.file = file;
        this.path = path;
        this.line = line;
        this.faults = faults;
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::add);
        }
    }

    /** The whole file; empty when it cannot be read at all, which is then a fault. */
    public static Optional<Section> read(Path file, List<String> faults) {
        Optional<Node> root = YamlFile.compose(
                file, NO_FIELDS, (place, fault) -> faults.add(place.file() + ":" + place.line() + ": " + fault));
        if (root.isPresent() && !(root.get() instanceof MappingNode)) {
            faults.add(file + ":1: " + NO_FIELDS);
            return Optional.empty();
        }
        return root.map(mapping -> new Section(file.toString(), "", 1, mapping, faults));
    }

    private void add(NodeTuple field) {
        int at = lineOf(field.getKeyNode());
        if (!(field.getKeyNode() instanceof ScalarNode key)) {
            faults.add(file + ":" + at + ": found a field without a plain name, allowed are names");
            return;
        }
        if (fields.putIfAbsent(key.getValue(), field.getValueNode()) != null) {
            faults.add(file + ":" + at + ": found " + nameOf(key.getValue()) + " twice, allowed is once");
            return;
        }
        lines.put(key.getValue(), at);
    }

    /** The names of all fields, where a file may choose them itself. */
    public Set<String> names() {
        known.addAll(fields.keySet());
        return fields.keySet();
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }

    public boolean has(String field) {
        known.add(field);
        return fields.containsKey(field);
    }

    /** A text that must be there; where it is not, a fault and an empty text. */
    public String text(String field, String allowed) {
        String value = findText(field);
        if (value == null && !fields.containsKey(field)) {
            faults.add(file + ":" + line + ": found no " + nameOf(field) + ", allowed is " + allowed);
        }
        return value == null ? "" : value;
    }

    public @Nullable String findText(String field) {
        known.add(field);
        Node node = fields.get(field);
        if (node == null) {
            return null;
        }
        if (node instanceof ScalarNode scalar && !node.getTag().equals(Tag.NULL)) {
            return scalar.getValue();
        }
        fault(field, "found no text in " + nameOf(field) + ", allowed is one value");
        return null;
    }

    /** True or false, and {@code absent} where the field is absent. */
    public boolean flag(String field, boolean absent) {
        String text = findText(field);
        if (text != null && !text.matches("true|false")) {
            fault(field, "found " + text + " in " + nameOf(field) + ", allowed are true, false");
        }
        return text == null ? absent : text.equals("true");
    }

    /** A whole number, and {@code absent} where the field is absent or wrong. */
    public int number(String field, int absent, int least, int most) {
        String text = findText(field);
        if (text == null) {
            return absent;
        }
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            fault(
                    field,
                    "found " + text + " in " + nameOf(field) + ", allowed is a number from " + least + " to " + most);
            return absent;
        }
        return Integer.parseInt(text);
    }

    public List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        for (Node item : items(field)) {
            if (item instanceof ScalarNode scalar) {
                texts.add(scalar.getValue());
            } else {
                faults.add(file + ":" + lineOf(item) + ": found no text in " + nameOf(field) + ", allowed are texts");
            }
        }
        return texts;
    }

    /** The mapping of a field, empty when the field is absent. */
    public Section section(String field) {
        known.add(field);
        Node node = fields.get(field);
        if (node != null && !(node instanceof MappingNode)) {
            fault(field, "found no fields in " + nameOf(field) + ", allowed is a mapping of names to values");
        }
        return new Section(file, nameOf(field), lines.getOrDefault(field, line), node, faults);
    }

    public List<Section> sections(String field) {
        List<Section> sections = new ArrayList<>();
        for (Node item : items(field)) {
            if (!(item instanceof MappingNode)) {
                faults.add(
                        file + ":" + lineOf(item) + ": found no fields in " + nameOf(field) + ", allowed are mappings");
            }
            sections.add(new Section(file, nameOf(field), lineOf(item), item, faults));
        }
        return sections;
    }

    private List<Node> items(String field) {
        known.add(field);
        Node node = fields.get(field);
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        if (node != null) {
            fault(field, "found no list in " + nameOf(field) + ", allowed is a list");
        }
        return List.of();
    }

    /** Notes a fault at the line of a field, or of the section where the field is absent. */
    public void fault(String field, String fault) {
        faults.add(file + ":" + lines.getOrDefault(field, line) + ": " + fault);
    }

    /** Notes a fault in a text of several lines, at the line (from 1) inside that text. */
    public void faultInside(String field, int lineInText, String fault) {
        boolean block = fields.get(field) instanceof ScalarNode scalar
                && (scalar.getScalarStyle() == ScalarStyle.LITERAL || scalar.getScalarStyle() == ScalarStyle.FOLDED);
        int first = lines.getOrDefault(field, line) + (block ? 1 : 0);
        faults.add(file + ":" + (first + lineInText - 1) + ": " + fault);
    }

    /** The field's full name for messages: {@code authenticator.type}. */
    public String nameOf(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    public void end() {
        for (String name : fields.keySet()) {
            if (!known.contains(name)) {
                fault(
                        name,
                        "found " + nameOf(name) + ", allowed " + (path.isEmpty() ? "here" : "in " + path) + " are "
                                + String.join(", ", known));
            }
        }
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
