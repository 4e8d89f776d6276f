package dev.quotewell.routetest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import dev.quotewell.json.Payload;
import dev.quotewell.yaml.Place;
import dev.quotewell.yaml.YamlFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

    private Located(YamlFile file, Node node, Faults faults) {
        this.place = file.place(node);
        this.node = node;
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(field -> add(file, field, faults));
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> items.add(new Located(file, item, faults)));
        }
    }

    /** Empty when it cannot be read, which is then a fault. */
    static Optional<Located> read(Path path, Faults faults) {
        return YamlFile.read(path, "a list of tests", faults::add).map(file -> new Located(file, file.root(), faults));
    }

    private void add(YamlFile file, NodeTuple field, Faults faults) {
        Place at = file.place(field.getKeyNode());
        if (field.getKeyNode() instanceof ScalarNode key) {
            fields.putIfAbsent(key.getValue(), new Field(at, new Located(file, field.getValueNode(), faults)));
        } else {
            faults.add(at, "found a field without a plain name, allowed are names");
        }
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

    /** The value of a field; null where there is none. */
    @Nullable
    Located find(String name) {
        Field field = fields.get(name);
        return field == null ? null : field.value();
    }

    /** The text of a field that must be there; where it is not, a fault and an empty text. */
    String text(String name, String allowed, Faults faults) {
        Located found = find(name);
        if (found == null || found.text().isBlank()) {
            faults.add(place, "found no " + name + ", allowed is " + allowed);
            return "";
        }
        return found.text();
    }

    /** The time of a field; none where there is none. */
    Duration span(String name, Faults faults) {
        Located found = find(name);
        if (found == null) {
            return Duration.ZERO;
        }
        Optional<Duration> span = Spans.find(found.text());
        if (span.isEmpty()) {
            faults.add(found.place(), "found " + found + " in " + name + ", allowed is " + Spans.ALLOWED);
        }
        return span.orElse(Duration.ZERO);
    }

    /** Its field {@code headers}, with names in lower case. */
    Map<String, String> headers(Faults faults) {
        Map<String, String> headers = new LinkedHashMap<>();
        Located told = find("headers");
        if (told != null) {
            told.checkTexts("headers", faults);
            told.fields()
                    .forEach((name, field) -> headers.put(
                            name.toLowerCase(Locale.ROOT), field.value().text()));
        }
        return headers;
    }

    /** That it is names and texts; what is not is a fault. */
    void checkTexts(String what, Faults faults) {
        faults.isMapping(this, what, "names and values");
        fields.values().forEach(field -> {
            if (!field.value().isValue()) {
                faults.add(
                        field.value().place(),
                        "found " + field.value() + " in " + what + ", allowed is a text of its own");
            }
        });
    }

    /** Its field {@code body}: a text as it is, else as JSON. */
    Payload body() {
        Located body = find("body");
        return body == null ? Payload.utf8("") : body.payload();
    }

    Payload payload() {
        return isValue() ? Payload.utf8(text()) : Payload.wrap(Json.bytes(json()));
    }

    /** What a person reads in a message. */
    @Override
    public String toString() {
        return json().toString();
    }

    JsonNode json() {
        return YamlFile.json(node);
    }
}
