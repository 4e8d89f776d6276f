package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A kind of data with one record shape, read from {@code <name>.schema.json}: a JSON Schema (draft 2020-12) of the
 * record, in which {@code x-key} lists the parts of a key. Safe for many threads.
 */
public final class Dataset {

    private static final int MAX_KEY_LENGTH = 200;

    private final String name;
    private final List<KeyPart> parts;
    private final JsonSchema schema;

    Dataset(String name, List<KeyPart> parts, JsonSchema schema) {
        this.name = name;
        this.parts = List.copyOf(parts);
        this.schema = schema;
    }

    public String name() {
        return name;
    }

    /** Reads a key's canonical text, such as {@code AAPL/1d/2025-01-01/2025-12-31}; other spellings are refused. */
    public DatasetKey key(String text) {
        List<String> values = List.of(text.split("/", -1));
        if (text.length() > MAX_KEY_LENGTH || (values.size() != parts.size() && values.size() != required())) {
            throw new InvalidKeyException(name + " key: found " + KeyPart.shown(text) + ", must be "
                    + parts.stream().map(KeyPart::name).collect(Collectors.joining("/")) + " with at most "
                    + MAX_KEY_LENGTH + " characters");
        }
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            named.put(parts.get(i).name(), values.get(i));
        }
        return key(named);
    }

    /** The HTTP form: the symbol, and the key's other parts by name; names that are no part are refused. */
    public DatasetKey key(String symbol, Map<String, String> parameters) {
        List<String> others = parts.stream().skip(1).map(KeyPart::name).toList();
        Set<String> unknown = new TreeSet<>(parameters.keySet());
        others.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new InvalidKeyException(name + " key: found " + KeyPart.shown(String.join(", ", unknown))
                    + ", allowed is " + (others.isEmpty() ? "the symbol only" : String.join(", ", others)));
        }
        Map<String, String> named = new LinkedHashMap<>(parameters);
        named.put(parts.get(0).name(), symbol);
        return key(named);
    }

    private DatasetKey key(Map<String, String> named) {
        Map<String, String> parameters = new LinkedHashMap<>();
        List<KeyPart> given = parts.stream().skip(required()).anyMatch(part -> named.containsKey(part.name()))
                ? parts
                : parts.subList(0, required());
        given.forEach(part -> part.put(name, named.get(part.name()), parameters));
        String text = given.stream().map(part -> named.get(part.name())).collect(Collectors.joining("/"));
        return new DatasetKey(name, text, parameters);
    }

    private int required() {
        return (int) parts.stream().filter(part -> !part.optional()).count();
    }

    /** What is wrong with a record by the dataset's JSON Schema, without its values; empty when it is valid. */
    public List<String> faults(JsonNode record) {
        return schema.validate(record).stream()
                .map(ValidationMessage::getMessage)
                .sorted()
                .toList();
    }

    /** The names of all parameters a valid key has. */
    Set<String> parameterNames() {
        Set<String> names = new TreeSet<>();
        parts.forEach(part -> {
            names.add(part.name());
            names.addAll(part.groups());
        });
        return names;
    }
}
