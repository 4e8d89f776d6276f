package dev.quotewell.routetest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** A value of a YAML file and where it stands: fields, items, or one value, whose digits stay as they were written. */
final class Located {

    /** A field: where its name stands, and its value. */
    record Field(Place at, Located value) {}

    private final Place place;
    private final Node node;
    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final List<Located> items = new ArrayList<>();

    private Located(String file, Node node, Faults faults) {
        this.place = place(file, node);
        this.node = node;
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(field -> add(file, field, faults));
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> items.add(new Located(file, item, faults)));
        }
    }

    /** Empty when it cannot be read, which is then a fault. */
    static Optional<Located> read(Path file, Faults faults) {
        LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
        try {
            Optional<Node> root = new Compose(settings).composeString(Files.readString(file));
            if (root.isPresent()) {
                return Optional.of(new Located(file.toString(), root.get(), faults));
            }
            faults.add(new Place(file.toString(), 1, 1), "found nothing, allowed is a list of tests");
        } catch (MarkedYamlEngineException fault) {
            Place at = fault.getProblemMark()
                    .map(mark -> place(file.toString(), mark))
                    .orElse(new Place(file.toString(), 1, 1));
            faults.add(at, "found broken YAML (" + fault.getProblem() + "), allowed is YAML 1.2");
        } catch (YamlEngineException | IOException fault) {
            faults.add(new Place(file.toString(), 1, 1), "found no readable file, allowed is YAML in UTF-8");
        }
        return Optional.empty();
    }

    private void add(String file, NodeTuple field, Faults faults) {
        Place at = place(file, field.getKeyNode());
        if (!(field.getKeyNode() instanceof ScalarNode key)) {
            faults.add(at, "found a field without a plain name, allowed are names");
            return;
        }
        Located value = new Located(file, field.getValueNode(), faults);
        if (fields.putIfAbsent(key.getValue(), new Field(at, value)) != null) {
            faults.add(at, "found " + key.getValue() + " twice, allowed is once");
        }
    }

    private static Place place(String file, Node node) {
        return node.getStartMark().map(mark -> place(file, mark)).orElse(new Place(file, 1, 1));
    }

    private static Place place(String file, Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    Place place() {
        return place;
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    boolean isValue() {
        return node instanceof ScalarNode;
    }

    boolean isNull() {
        return node.getTag().equals(Tag.NULL);
    }

    /** Empty unless it {@link #isMapping()}. */
    Map<String, Field> fields() {
        return fields;
    }

    /** Empty unless it {@link #isList()}. */
    List<Located> items() {
        return items;
    }

    /** As it was written; empty unless it {@link #isValue()}. */
    String text() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /** What a person reads in a message. */
    @Override
    public String toString() {
        return json().toString();
    }

    JsonNode json() {
        if (isMapping()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            fields.forEach((name, field) -> object.set(name, field.value().json()));
            return object;
        }
        if (isList()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            items.forEach(item -> array.add(item.json()));
            return array;
        }
        return scalar();
    }

    private JsonNode scalar() {
        String text = text();
        boolean plain = node instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.PLAIN;
        if (!plain) {
            return TextNode.valueOf(text);
        }
        if (isNull()) {
            return NullNode.getInstance();
        }
        if (node.getTag().equals(Tag.BOOL)) {
            return BooleanNode.valueOf(Boolean.parseBoolean(text));
        }
        if (node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT)) {
            try {
                return DecimalNode.valueOf(new BigDecimal(text));
            } catch (NumberFormatException notInDecimals) {
                return TextNode.valueOf(text);
            }
        }
        return TextNode.valueOf(text);
    }
}
