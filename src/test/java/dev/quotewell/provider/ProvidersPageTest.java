package dev.quotewell.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.quotewell.json.Json;
import dev.quotewell.yaml.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/providers.md says what is so: its jq examples hold, and it leaves out no function, field or failure. */
class ProvidersPageTest {

    private static final String PAGE = page();
    private static final Pattern EXAMPLE = Pattern.compile("(?<program>.+?) +# (?<result>\\S+) {2,}.+");

    static Stream<String> examples() {
        Matcher block = Pattern.compile("(?s)```jq\\n(.*?)```").matcher(PAGE);
        assertThat(block.find()).isTrue();
        return block.group(1).lines();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void an_example_gives_what_it_says(String line) throws Exception {
        Matcher example = EXAMPLE.matcher(line);
        assertThat(example.matches()).isTrue();

        JsonNode result = jq(example.group("program"));

        assertThat(Samples.json(result)).isEqualTo(example.group("result"));
    }

    @Test
    void every_function_of_ours_has_an_example() {
        // The fault about an unknown function names them all.
        String fault = faultsOf("nonsense").get(0);
        List<String> ours =
                List.of(fault.substring(fault.lastIndexOf("read no clock, and ") + "read no clock, and ".length())
                        .split(", ", -1));

        assertThat(ours).hasSizeGreaterThan(10);
        assertThat(ours).allSatisfy(name -> assertThat(examples()).anyMatch(line -> line.contains("| " + name)));
    }

    @Test
    void every_failure_has_its_row() {
        assertThat(FailureClass.values())
                .allSatisfy(failure -> assertThat(PAGE).contains("\n| `" + failure.code() + "` |"));
    }

    @Test
    void every_field_is_explained() throws IOException {
        Set<String> fields = new TreeSet<>();
        JsonNode schema = Json.mapper().readTree(Files.readString(Path.of("config/provider.schema.json")));
        schema.findValues("properties")
                .forEach(properties -> properties.properties().forEach(field -> fields.add(field.getKey())));
        Set<String> explained = new TreeSet<>();
        Pattern.compile("`[^`\\n]+`")
                .matcher(PAGE.substring(PAGE.indexOf("## The fields")))
                .results()
                .map(MatchResult::group)
                .forEach(code -> explained.addAll(List.of(code.split("[^a-zA-Z]+", -1))));

        assertThat(explained).containsAll(fields);
    }

    private static JsonNode jq(String program) throws Exception {
        List<String> faults = new ArrayList<>();
        Jq jq = Jq.read(section(program, faults), "mapping", Set.of());
        assertThat(faults).isEmpty();
        return jq.apply(NullNode.getInstance(), Map.of()).get(0);
    }

    private static List<String> faultsOf(String program) {
        List<String> faults = new ArrayList<>();
        Jq.read(section(program, faults), "mapping", Set.of());
        return faults;
    }

    private static Section section(String program, List<String> faults) {
        Path folder = TestFiles.folder("example.yaml", "mapping: |\n  " + program + "\n");
        return Section.read(folder.resolve("example.yaml"), faults).orElseThrow();
    }

    private static String page() {
        try {
            return Files.readString(Path.of("docs/providers.md"));
        } catch (IOException fault) {
            throw new AssertionError(fault);
        }
    }
}
