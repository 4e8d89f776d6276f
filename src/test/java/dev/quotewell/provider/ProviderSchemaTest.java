package dev.quotewell.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.quotewell.json.Json;
import dev.quotewell.yaml.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What editors are told of provider files is what the reader takes. */
class ProviderSchemaTest {

    private static final Path FILE = Path.of("config/provider.schema.json");
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    /** Names none of ours; refused in every section whose fields the reader knows by name. */
    private static final String STRANGER = "zzz";

    private static final Pattern REFUSED =
            Pattern.compile("test\\.yaml:\\d+: found (?:(.+)\\.)?" + STRANGER + ", allowed .*?are (.+)");

    /** Every section there is, with a stranger in each. */
    private static final String EVERY_SECTION = """
            baseUrl: https://api.example.org
            zzz: 1
            authenticator: { zzz: 1, type: header, name: X-Key, secret: EXAMPLE_API_KEY }
            apiBudget:
              zzz: 1
              policies: [{ zzz: 1, limit: 5, per: month }]
              reserve: { zzz: 1 }
              headers: [{ zzz: 1, remaining: x-left, reset: x-reset, window: month }]
            errorHandler: { zzz: 1, responseFilters: [{ zzz: 1, httpCodes: [418], failureType: blocked }] }
            symbols: [{ zzz: 1, pattern: '[A-Z]+' }]
            datasets:
              zzz: {}
              quote:
                zzz: 1
                symbols: [{ zzz: 1, pattern: '[A-Z]+' }]
                errorHandler: { zzz: 1, responseFilters: [{ zzz: 1, httpCodes: [418], failureType: blocked }] }
                requester:
                  zzz: 1
                  path: /
                  batch: { zzz: 1, size: 2 }
                  paginator: { zzz: 1, next: .next }
                recordSelector: { zzz: 1, mapping: . }
            """;

    private static final String SOUND = """
            baseUrl: https://api.example.org
            authenticator: { type: query, name: key, secret: EXAMPLE_API_KEY }
            apiBudget: { policies: [{ limit: 5, per: 1m }], concurrency: 2 }
            errorHandler: { responseFilters: [{ httpCodes: [418], failureType: blocked }] }
            symbols: [{ pattern: '[A-Z]+' }]
            datasets:
              quote:
                requester: { path: '/quote', batch: { size: 5 } }
                recordSelector: { mapping: . }
            """;

    static Stream<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("config/providers"))) {
            return files.filter(file -> !Folder.isTest(file)).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void every_shipped_file_is_valid_and_names_the_schema_first(Path file) throws IOException {
        String text = Files.readString(file);

        assertThat(text).startsWith("# yaml-language-server: $schema=../provider.schema.json\n");
        assertThat(faults(text)).isEmpty();
    }

    @Test
    void the_schema_is_one() throws IOException {
        assertThat(SCHEMAS.getSchema(SchemaLocation.of(SchemaId.V202012)).validate(json()))
                .isEmpty();
        assertThat(faults(SOUND)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            baseUrl: https://api.example.org ~ baseUrl: https://api.example.org?key=1
            baseUrl: ~ baseURL:
            type: query ~ type: querry
            type: query, name: key ~ type: query
            type: query ~ type: bearer
            type: query ~ type: none
            EXAMPLE_API_KEY ~ abc-123
            limit: 5 ~ limit: 0
            per: 1m ~ per: 1 minute
            per: 1m ~ `per: 1d, zone: UTC`
            per: 1m ~ `per: hour, resetAt: "00:05"`
            per: 1m ~ `per: day, billingDay: 17`
            concurrency: 2 ~ concurrency: 0
            concurrency: 2 ~ `reserve: { interactive: 0.2 }`
            httpCodes: [418] ~ httpCodes: [4180]
            httpCodes: [418], ~ ``
            failureType: blocked ~ failureType: rate_limited
            failureType: blocked ~ `failureType: blocked, backoff: 1`
            pattern: '[A-Z]+' ~ `pattern: '[A-Z]+', table: { A: b }`
            pattern: '[A-Z]+' ~ `table: { A: b }, spelling: $1`
            quote: ~ quotes:
            requester: ~ requestor:
            path: '/quote' ~ path: quote
            size: 5 ~ size: 1
            batch: { size: 5 } ~ `batch: { size: 5 }, paginator: { next: . }`
            batch: { size: 5 } ~ cost: 0
            mapping: . ~ maping: .
            mapping: . ~ `mapping: ., format: txt`
            mapping: . ~ `mapping: ., delimiter: ";"`
            """)
    void what_the_reader_refuses_an_editor_marks(String found, String wrong) {
        assertThat(SOUND).contains(found);
        String text = SOUND.replace(found, wrong);

        assertThat(TestFiles.providerFaults(text)).isNotEmpty();
        assertThat(faults(text)).isNotEmpty();
    }

    @Test
    void its_names_are_those_that_the_reader_knows() throws IOException {
        Map<String, Set<String>> told = new TreeMap<>();
        JsonNode schema = json();
        collect(schema, schema, "", told);

        assertThat(told).isEqualTo(known());
    }

    @Test
    void its_failures_are_those_that_the_reader_knows() throws IOException {
        List<String> told = json().at("/$defs/responseFilter/properties/failureType/enum")
                .valueStream()
                .map(JsonNode::asText)
                .toList();

        assertThat(told)
                .containsExactlyElementsOf(
                        Stream.of(FailureClass.values()).map(FailureClass::code).toList());
    }

    /** The names by section, as the faults about a stranger tell them. */
    private static Map<String, Set<String>> known() {
        Map<String, Set<String>> known = new TreeMap<>();
        for (String fault : TestFiles.providerFaults(EVERY_SECTION)) {
            Matcher refused = REFUSED.matcher(fault);
            if (refused.matches()) {
                String section = refused.group(1) == null ? "" : refused.group(1);
                known.put(section, new TreeSet<>(List.of(refused.group(2).split(", ", -1))));
            }
        }
        return known;
    }

    /** The names by section, where no others are allowed; of the datasets, which are alike, for one. */
    private static void collect(JsonNode schema, JsonNode node, String path, Map<String, Set<String>> told) {
        JsonNode section = node;
        while (section.has("$ref") || section.has("items")) {
            section = section.has("items")
                    ? section.get("items")
                    : schema.at(section.get("$ref").asText().substring(1));
        }
        if (!section.path("additionalProperties").isBoolean()) {
            return;
        }
        Set<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonNode> property : section.path("properties").properties()) {
            names.add(property.getKey());
            if (!path.equals("datasets") || property.getKey().equals("quote")) {
                collect(
                        schema,
                        property.getValue(),
                        path.isEmpty() ? property.getKey() : path + "." + property.getKey(),
                        told);
            }
        }
        told.put(path, names);
    }

    private static JsonNode json() throws IOException {
        return Json.mapper().readTree(Files.readString(FILE));
    }

    private static List<String> faults(String yaml) {
        try {
            JsonSchema schema = SCHEMAS.getSchema(json());
            Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
            return schema.validate(Json.mapper().valueToTree(tree)).stream()
                    .map(ValidationMessage::getMessage)
                    .toList();
        } catch (IOException fault) {
            throw new AssertionError(fault);
        }
    }
}
