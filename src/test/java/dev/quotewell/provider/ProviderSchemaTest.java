package dev.quotewell.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.quotewell.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What editors complete and check provider files by says the same as what reads them. */
class ProviderSchemaTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonNode SCHEMA = read();
    private static final JsonSchema RULES =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(SCHEMA);

    private static JsonNode read() {
        try {
            return Json.mapper().readTree(Files.readString(Path.of("config/provider.schema.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("config/providers"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_shipped_file_is_valid_and_names_the_schema(Path file) throws IOException {
        String text = Files.readString(file);

        assertThat(RULES.validate(YAML.readTree(text)).stream().map(ValidationMessage::getMessage))
                .isEmpty();
        assertThat(text).startsWith("# yaml-language-server: $schema=../provider.schema.json\n");
    }

    /** A field that nobody knows, in each section: the fault lists all that are allowed there. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            x: 1                                                          | found x, allowed here are | /properties
            authenticator: { type: header, x: 1 }                         | found authenticator.x, allowed in authenticator are | /properties/authenticator/properties
            apiBudget: { x: 1 }                                           | found apiBudget.x, allowed in apiBudget are | /properties/apiBudget/properties
            apiBudget: { policies: [{ limit: 1, per: month, x: 1 }] }     | found apiBudget.policies.x, allowed in apiBudget.policies are | /properties/apiBudget/properties/policies/items/properties
            apiBudget: { headers: [{ remaining: a, x: 1 }] }              | found apiBudget.headers.x, allowed in apiBudget.headers are | /properties/apiBudget/properties/headers/items/properties
            apiBudget: { reserve: { x: 1 } }                              | found apiBudget.reserve.x, allowed in apiBudget.reserve are | /properties/apiBudget/properties/reserve/properties
            errorHandler: { responseFilters: [{ x: 1 }] }                 | found errorHandler.responseFilters.x, allowed in errorHandler.responseFilters are | /properties/errorHandler/properties/responseFilters/items/properties
            symbols: [{ pattern: a, x: 1 }]                               | found symbols.x, allowed in symbols are | /properties/symbols/items/anyOf/0/properties
            symbols: [{ table: { A: a }, x: 1 }]                          | found symbols.x, allowed in symbols are | /properties/symbols/items/anyOf/1/properties
            datasets: { quote: { x: 1 } }                                 | found datasets.quote.x, allowed in datasets.quote are | /properties/datasets/additionalProperties/properties
            datasets: { quote: { requester: { x: 1 } } }                  | found datasets.quote.requester.x, allowed in datasets.quote.requester are | /properties/datasets/additionalProperties/properties/requester/properties
            datasets: { quote: { requester: { batch: { x: 1 } } } }       | found datasets.quote.requester.batch.x, allowed in datasets.quote.requester.batch are | /properties/datasets/additionalProperties/properties/requester/properties/batch/properties
            datasets: { quote: { requester: { paginator: { x: 1 } } } }   | found datasets.quote.requester.paginator.x, allowed in datasets.quote.requester.paginator are | /properties/datasets/additionalProperties/properties/requester/properties/paginator/properties
            datasets: { quote: { recordSelector: { x: 1 } } }             | found datasets.quote.recordSelector.x, allowed in datasets.quote.recordSelector are | /properties/datasets/additionalProperties/properties/recordSelector/properties
            """)
    void the_reader_knows_the_same_fields(String yaml, String fault, String pointer) {
        String known = TestFiles.providerFaults(yaml).stream()
                .filter(line -> line.contains(fault))
                .map(line -> line.substring(line.indexOf(fault) + fault.length()))
                .findFirst()
                .orElse("nothing of the kind in " + TestFiles.providerFaults(yaml));

        Set<String> offered = new TreeSet<>();
        for (Iterator<String> names = SCHEMA.at(pointer).fieldNames(); names.hasNext(); ) {
            offered.add(names.next());
        }
        assertThat(Stream.of(known.strip().split(", ", -1))
                        .filter(name -> !name.equals("x"))
                        // A rule has a pattern or a table.
                        .filter(name -> !name.equals("table") || !pointer.contains("anyOf/0"))
                        .collect(Collectors.toSet()))
                .isEqualTo(offered);
    }

    @Test
    void failure_types_are_those_of_the_reader() {
        Set<String> offered = new TreeSet<>();
        SCHEMA.at("/properties/errorHandler/properties/responseFilters/items/properties/failureType/enum")
                .forEach(code -> offered.add(code.textValue()));

        assertThat(offered)
                .isEqualTo(Stream.of(FailureClass.values())
                        .map(FailureClass::code)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            baseUrl: ftp://x
            { baseUrl: https://x, datasets: { quotes: {} } }
            { baseUrl: https://x, datasets: { quote: { requester: { path: q }, recordSelector: { mapping: . } } } }
            { baseUrl: https://x, authenticator: { type: query, secret: abc-123 }, datasets: { quote: { requester: { path: /q }, recordSelector: { mapping: . } } } }
            """)
    void a_wrong_file_is_marked(String yaml) throws IOException {
        assertThat(RULES.validate(YAML.readTree(yaml))).isNotEmpty();
    }
}
