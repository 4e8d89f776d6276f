package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A kind of data with one record shape, read from {@code <name>.schema.json}: a JSON Schema (draft 2020-12) of the
 * record, in which {@code x-key} lists the parts of a key, {@code x-chunks} tells how periods are cut ({@link Chunks}) and
 * {@code x-checks} what a valid record may still be suspected of. Safe for many threads.
 */
public final class Dataset {

    private static final int MAX_KEY_LENGTH = 200;

    private final String name;
    private final List<KeyPart> parts;
    private final Chunks chunks;
    private final Checks checks;
    private final JsonSchema schema;

    Dataset(String name, List<KeyPart> parts, Chunks chunks, Checks checks, JsonSchema schema) {
        this.name = name;
        this.parts = List.copyOf(parts);
        this.chunks = chunks;
        this.checks = checks;
        this.schema = schema;
    }

    public String name() {
        return name;
    }

    /** The parts of a key, the symbol first. */
    public List<KeyPart> parts() {
        return parts;
    }

    /** What a record is, in JSON Schema (draft 2020-12), for the caller to keep. */
    public ObjectNode schema() {
        return schema.getSchemaNode().deepCopy();
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

    /**
     * The keys of the calendar chunks that the period of a key touches, oldest first; the key alone where it has no
     * period. Throws {@link InvalidKeyException} when they are too many.
     */
    public List<DatasetKey> chunks(DatasetKey key, Instant now) {
        return chunks.cut(this, key, now);
    }

    /** Whether a record of the key that is loaded now never changes any more: its period is over. */
    public boolean isFinal(DatasetKey key, Instant now) {
        return key.parameters().containsKey("to") && Bars.isSettled(key, now);
    }

    /**
     * What a valid record is suspected of.
     *
     * @param last the record that this one takes the place of, null where there is none
     * @param timeFault what is wrong with the time of a datum, by its market's session
     */
    public List<Finding> findings(
            DatasetKey key, ObjectNode record, @Nullable JsonNode last, Function<String, Optional<String>> timeFault) {
        return checks.judge(key, record, last, timeFault);
    }

    /** Whether records have a field of this name. */
    public boolean tells(String field) {
        return schema.getSchemaNode().path("properties").has(field);
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
