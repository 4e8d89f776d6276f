package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What needs no running application. */
class TestCommandTest {

    @TempDir
    private Path folder;

    private String told = "";

    private int run(Path path) {
        PrintStream before = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringWriter usage = new StringWriter();
        try {
            System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            int code = new CommandLine(new TestCommand())
                    .setErr(new PrintWriter(usage, true))
                    .execute(path.toString());
            told = bytes.toString(StandardCharsets.UTF_8) + usage;
            return code;
        } finally {
            System.setErr(before);
        }
    }

    @Test
    void tells_the_faults_of_all_files_and_plays_nothing() throws IOException {
        Files.writeString(
                folder.resolve("a.test.yaml"), "- test: a\n  when: { get: quote }\n  then: { status: 200 }\n");
        Files.writeString(
                folder.resolve("b.test.yaml"), "- test: b\n  when: { get: /v1/quote/A }\n  then: { stat: 1 }\n");

        assertThat(run(folder)).isEqualTo(1);
        assertThat(told.lines())
                .containsExactly(
                        folder + "/a.test.yaml:2:9: found \"quote\" in get, allowed is a path such as /v1/quote/AAPL",
                        folder + "/b.test.yaml:3:11: found stat, allowed are status, headers, body, entries, events,"
                                + " replies, deadLetters, lines, calls");
    }

    @Test
    void a_path_that_holds_no_tests_is_wrong_use() throws IOException {
        Path route = Files.writeString(folder.resolve("quote.camel.yaml"), "");

        assertThat(run(folder.resolve("nothing"))).isEqualTo(2);
        assertThat(told).contains("nothing is not there, must be a file named *.test.yaml, or a folder");
        assertThat(run(route)).isEqualTo(2);
        assertThat(told).contains("quote.camel.yaml is no test, must be a file named *.test.yaml, or a folder");
    }

    @Test
    void a_folder_without_tests_passes_no_test() {
        assertThat(run(folder)).isEqualTo(1);
        assertThat(told).contains("There is no *.test.yaml in [" + folder + "]");
    }
}
