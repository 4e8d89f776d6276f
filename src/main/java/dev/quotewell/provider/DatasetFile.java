package dev.quotewell.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.quotewell.json.Json;
import dev.quotewell.yaml.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads one {@code <name>.schema.json}. */
final class DatasetFile {

    static final String SUFFIX = ".schema.json";

    private static final String KEY = "x-key";
    private static final String CHUNKS = "x-chunks";
    private static final String CHECKS = "x-checks";
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    // Without it "format" would only be a remark, and 2025-02-30 a date.
    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .formatAssertionsEnabled(true)
            .locale(Locale.ENGLISH)
            .build();

    private DatasetFile() {}

    /** Empty when the file has faults, which are then added. */
    static Optional<Dataset> read(Path file, List<String> faults) {
        List<String> found = new ArrayList<>();
        Optional<Section> root = Section.read(file, found);
        List<KeyPart> parts = root.map(DatasetFile::readKey).orElse(List.of());
        Optional<Chunks> chunks = root.map(section -> Chunks.read(section.section(CHUNKS)));
        Optional<Checks> checks = root.map(section -> Checks.read(section.section(CHECKS)));
        Optional<JsonSchema> schema = readSchema(file, found);
        faults.addAll(found);
        if (!found.isEmpty() || schema.isEmpty() || chunks.isEmpty() || checks.isEmpty()) {
            return Optional.empty();
        }
        String name = file.getFileName().toString().replace(SUFFIX, "");
        return Optional.of(new Dataset(name, parts, chunks.get(), checks.get(), schema.get()));
    }

    /** JSON is YAML, so the key is read by the reader that knows lines. */
    private static List<KeyPart> readKey(Section root) {
        List<KeyPart> parts = root.sections(KEY).stream().map(KeyPart::read).toList();
        if (parts.isEmpty() || !parts.get(0).name().equals("symbol")) {
            root.fault(KEY, "found no symbol first in " + KEY + ", allowed is a list of key parts, symbol first");
        }
        return parts;
    }

    private static Optional<JsonSchema> readSchema(Path file, List<String> faults) {
        if (!faults.isEmpty()) {
            return Optional.empty();
        }
        try {
            ObjectNode json = (ObjectNode) Json.mapper().readTree(Files.readString(file));
            json.remove(List.of(KEY, CHUNKS, CHECKS));
            JsonSchema rules = SCHEMAS.getSchema(SchemaLocation.of(SchemaId.V202012), CONFIG);
            for (ValidationMessage message : rules.validate(json)) {
                faults.add(file + ":1: found no valid JSON Schema: " + message.getMessage());
            }
            if (!faults.isEmpty()) {
                return Optional.empty();
            }
            JsonSchema schema = SCHEMAS.getSchema(json, CONFIG);
            schema.initializeValidators();
            return Optional.of(schema);
        } catch (JsonProcessingException fault) {
            int line = fault.getLocation() == null ? 1 : fault.getLocation().getLineNr();
            faults.add(file + ":" + line + ": found broken JSON: " + fault.getOriginalMessage());
        } catch (IOException fault) {
            faults.add(file + ":1: cannot be read: " + fault.getMessage());
        }
        return Optional.empty();
    }
}
