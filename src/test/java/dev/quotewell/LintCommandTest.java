package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LintCommandTest {

    @TempDir
    private Path root;

    private String out = "";
    private String err = "";

    @BeforeEach
    void copyShipped() throws IOException {
        TestTree.copy(Path.of("routes"), root.resolve("routes"));
        TestTree.copy(Path.of("config"), root.resolve("config"));
    }

    private int run(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--config",
                root.resolve("config").toString(),
                "--routes",
                root.resolve("routes").toString()));
        arguments.addAll(List.of(more));
        return execute(arguments);
    }

    private int execute(List<String> arguments) {
        StringWriter told = new StringWriter();
        StringWriter usage = new StringWriter();
        int code = new CommandLine(new LintCommand())
                .setOut(new PrintWriter(told, true))
                .setErr(new PrintWriter(usage, true))
                .execute(arguments.toArray(String[]::new));
        out = told.toString();
        err = usage.toString();
        return code;
    }

    /** Replaces a text of a file by another, and answers the file. */
    private Path edit(String file, String found, String instead) throws IOException {
        Path path = root.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(found);
        return Files.writeString(path, text.replace(found, instead));
    }

    @Test
    void sound_files_are_counted_and_end_with_0() {
        assertThat(run()).isZero();

        assertThat(out).matches("\\d{2,} files checked, no fault\\R");
        assertThat(err).isEmpty();
    }

    @Test
    void each_fault_is_a_line_with_its_place_and_ends_with_1() throws IOException {
        Path quote = edit("routes/quote.camel.yaml", "ttl: 15s", "ttll: 15s");
        Path coinbase = edit("config/providers/coinbase.yaml", "baseUrl:", "basUrl:");

        assertThat(run()).isEqualTo(1);

        List<String> lines = out.lines().toList();
        assertThat(lines.subList(0, lines.size() - 1))
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(line -> assertThat(line).matches(".+\\.yaml:\\d+:\\d+: found .+, allowed .+"))
                .anySatisfy(line -> assertThat(line).startsWith(quote + ":").contains("did you mean ttl?"))
                .anySatisfy(line -> assertThat(line).startsWith(coinbase + ":").contains("did you mean baseUrl?"));
        assertThat(lines.get(lines.size() - 1)).matches("\\d+ files checked, " + (lines.size() - 1) + " faults");
    }

    @Test
    void with_a_path_only_its_faults_are_told() throws IOException {
        Path quote = edit("routes/quote.camel.yaml", "ttl: 15s", "ttll: 15s");
        edit("config/providers/coinbase.yaml", "baseUrl:", "basUrl:");

        assertThat(run(quote.toString())).isEqualTo(1);
        assertThat(out.lines()).hasSize(2).first().asString().startsWith(quote + ":");
        assertThat(out).endsWith("1 file checked, 1 fault" + System.lineSeparator());

        assertThat(run(root.resolve("routes/fx.camel.yaml").toString())).isZero();
        assertThat(out).isEqualTo("1 file checked, no fault" + System.lineSeparator());
    }

    @Test
    void json_is_one_object_with_the_count_and_the_faults() throws IOException {
        Path quote = edit("routes/quote.camel.yaml", "ttl: 15s", "ttll: 15s");

        assertThat(run("--json", quote.toString())).isEqualTo(1);

        JsonNode report = json(out);
        assertThat(report.fieldNames()).toIterable().containsExactly("files", "faults");
        assertThat(report.path("files").intValue()).isEqualTo(1);
        JsonNode fault = report.path("faults").path(0);
        assertThat(fault.fieldNames()).toIterable().containsExactly("file", "line", "column", "message");
        assertThat(fault.path("file").textValue()).isEqualTo(quote.toString());
        assertThat(Files.readAllLines(quote)
                        .get(fault.path("line").intValue() - 1)
                        .substring(fault.path("column").intValue() - 1))
                .startsWith("ttll: 15s");
        assertThat(fault.path("message").textValue()).startsWith("found the option ttll, allowed");
    }

    @Test
    void json_without_a_fault_ends_with_0() throws IOException {
        assertThat(run("--json")).isZero();

        assertThat(json(out).path("files").intValue()).isGreaterThan(80);
        assertThat(json(out).path("faults").isArray()).isTrue();
        assertThat(json(out).path("faults")).isEmpty();
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return Json.mapper().readTree(text);
    }

    @Test
    void a_path_that_is_not_there_is_wrong_use() {
        assertThat(run("routes/nowhere.camel.yaml")).isEqualTo(2);

        assertThat(err)
                .startsWith("found routes/nowhere.camel.yaml, allowed is an existing file or folder")
                .contains("Usage: lint");
        assertThat(out).isEmpty();
    }

    @Test
    void a_file_of_elsewhere_that_is_no_route_is_wrong_use() throws IOException {
        Path notes = Files.writeString(root.resolve("notes.yaml"), "");

        assertThat(run(notes.toString())).isEqualTo(2);
        assertThat(err).contains("notes.yaml, allowed is a *.camel.yaml file, or one of the folders");
    }

    @Test
    void a_folder_of_configuration_that_is_not_there_is_wrong_use() {
        assertThat(execute(List.of("--config", "nowhere"))).isEqualTo(2);
        assertThat(err).startsWith("found nowhere, allowed is a folder of configuration");
    }

    @Test
    void a_schema_that_is_broken_is_told_as_json() throws IOException {
        Path schema = edit("config/datasets/quote.schema.json", "\"type\"", "\"type");

        assertThat(run(schema.toString())).isEqualTo(1);

        assertThat(out).contains("found broken JSON").doesNotContain("YAML");
    }
}
