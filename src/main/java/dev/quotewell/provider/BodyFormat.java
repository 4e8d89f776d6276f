package dev.quotewell.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import com.fasterxml.jackson.dataformat.xml.XmlMapper;
import dev.quotewell.json.Json;
import dev.quotewell.yaml.Section;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's bodies are written in, read as one tree for the mapping.
 *
 * <p>CSV becomes an array of objects whose fields are named by the first line. XML becomes the object of its root:
 * attributes and elements are fields, repeated elements an array, namespaces are dropped, all values are texts. Neither
 * touches anything outside the body (no DTD, no external entity). A body that is JSON is read as JSON whatever the
 * format, since errors often are.
 */
record BodyFormat(Type type, char delimiter) {

    static final BodyFormat JSON = new BodyFormat(Type.JSON, ',');

    private static final CsvMapper CSV =
            CsvMapper.builder().enable(CsvParser.Feature.TRIM_SPACES).build();
    private static final XmlMapper XML = new XmlMapper();

    enum Type {
        JSON,
        CSV,
        XML
    }

    static BodyFormat read(Section section) {
        String text = section.findText("format");
        String delimiter = section.findText("delimiter");
        Optional<Type> type = text == null
                ? Optional.of(Type.JSON)
                : Arrays.stream(Type.values())
                        .filter(value -> code(value).equals(text))
                        .findFirst();
        if (type.isEmpty()) {
            String all = Arrays.stream(Type.values()).map(BodyFormat::code).collect(Collectors.joining(", "));
            section.fault("format", "found " + text + " in " + section.nameOf("format") + ", allowed are " + all);
        }
        if (delimiter != null && (delimiter.length() != 1 || type.orElse(Type.JSON) != Type.CSV)) {
            section.fault(
                    "delimiter",
                    "found " + delimiter + " in " + section.nameOf("delimiter")
                            + ", allowed is one character, with format csv");
        }
        return new BodyFormat(
                type.orElse(Type.JSON), delimiter == null || delimiter.isEmpty() ? ',' : delimiter.charAt(0));
    }

    private static String code(Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    /** Null when the body is not of this format. */
    @Nullable
    JsonNode parse(String text) {
        JsonNode json = json(text);
        if (json != null) {
            return json;
        }
        try {
            return switch (type) {
                case JSON -> null;
                case CSV -> csv(text);
                case XML -> text.stripLeading().startsWith("<") ? XML.readTree(text) : null;
            };
        } catch (IOException | RuntimeException notOfThisFormat) {
            return null;
        }
    }

    private static @Nullable JsonNode json(String text) {
        try {
            JsonNode json = Json.mapper().readTree(text);
            return json == null || json.isMissingNode() ? null : json;
        } catch (JsonProcessingException notJson) {
            return null;
        }
    }

    /** One line alone is no table: it is a sentence about what went wrong. */
    private @Nullable JsonNode csv(String text) throws IOException {
        if (text.stripLeading().startsWith("<") || text.lines().count() < 2) {
            return null;
        }
        CsvSchema schema = CsvSchema.emptySchema().withHeader().withColumnSeparator(delimiter);
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        try (MappingIterator<Map<String, String>> lines =
                CSV.readerForMapOf(String.class).with(schema).readValues(text)) {
            lines.forEachRemaining(line -> rows.add(Json.mapper().valueToTree(line)));
        }
        return rows;
    }
}
