package dev.quotewell.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** How the commands find the API, and what they say when what they find is not it. */
class RunningApiTest {

    private static final String STATUS = "{\"configuration\":{\"generation\":1}}";

    private final StringWriter err = new StringWriter();

    private FakeApi api;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi(STATUS);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private int status(String... words) {
        return new CommandLine(new StatusCommand())
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute(words);
    }

    private String told() {
        return err.toString().strip();
    }

    @Test
    void a_slash_at_the_end_is_no_part_of_the_path() {
        assertThat(status("--api", api.url() + "/")).as(told()).isZero();

        assertThat(api.asked()).containsExactly("GET /v1/status");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "127.0.0.1:8080",
                "ftp://127.0.0.1",
                "http://",
                "http://somebody:pass@127.0.0.1:1",
                "http://127.0.0.1:1/?a=b"
            })
    void what_is_no_url_is_wrong_use_and_not_repeated(String url) {
        assertThat(status("--api", url)).isEqualTo(2);

        assertThat(told())
                .startsWith("--api must be a URL such as http://127.0.0.1:8080")
                .doesNotContain("pass");
    }

    @ParameterizedTest
    @CsvSource({"404, <html></html>", "404, ''", "500, '{\"error\":\"no\"}'", "200, <html></html>"})
    void another_server_is_not_taken_for_one_that_is_away(int code, String answer) {
        api.answers(code, answer);

        assertThat(status("--api", api.url())).isEqualTo(1);

        assertThat(told()).startsWith("What answers at " + api.url()).contains(" is no Quotewell");
    }

    @Test
    void plain_http_where_tls_was_asked_for_is_told() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture.runAsync(() -> answerPlainly(server));
            String url = "https://127.0.0.1:" + server.getLocalPort();

            assertThat(status("--api", url)).isEqualTo(1);

            assertThat(told()).startsWith(url + " and we do not agree by TLS (");
        }
    }

    private static void answerPlainly(ServerSocket server) {
        try (Socket caller = server.accept()) {
            caller.getInputStream().read(new byte[1 << 16]);
            caller.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            // To close now would take back what was said.
            caller.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_key_that_is_unknown_is_told_apart_from_none(@TempDir Path folder) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "qw_abc\n");
        api.answers(401, "{\"type\":\"unauthenticated\"}");

        assertThat(status("--api", api.url(), "--key-file", key.toString())).isEqualTo(1);

        assertThat(told()).startsWith("The key is unknown there").doesNotContain("qw_abc");
    }

    @Test
    void a_file_with_more_than_a_key_is_told_without_it(@TempDir Path folder) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "The key, shown this once: qw_abc\nIts line\n");

        assertThat(status("--api", api.url(), "--key-file", key.toString())).isEqualTo(1);

        assertThat(told()).isEqualTo(key + " must hold the key alone, in one line");
        assertThat(api.asked()).isEmpty();
    }
}
