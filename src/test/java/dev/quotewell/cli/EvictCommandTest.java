package dev.quotewell.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class EvictCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> asked = new ArrayList<>();
    private int status = 200;
    private String answer = "{\"evicted\":1}";
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", http -> {
            asked.add(http.getRequestMethod() + " " + http.getRequestURI());
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            http.sendResponseHeaders(status, body.length);
            http.getResponseBody().write(body);
            http.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int evict(String... arguments) {
        List<String> all = new ArrayList<>(List.of("evict"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--api", "http://127.0.0.1:" + server.getAddress().getPort()));
        return new CommandLine(new CacheCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void evicts_each_key_of_a_dataset_and_tells_how_many_there_were() {
        assertThat(evict("bars", "AAPL/1d/2026-01-02/2026-03-31", "BRK-B+1")).isZero();

        assertThat(asked)
                .containsExactly(
                        "DELETE /v1/entries?dataset=bars&key=AAPL%2F1d%2F2026-01-02%2F2026-03-31",
                        "DELETE /v1/entries?dataset=bars&key=BRK-B%2B1");
        assertThat(out.toString().strip()).isEqualTo("Evicted 2 entries");
    }

    @Test
    void evicts_by_tag_in_one_dataset_or_in_all() {
        answer = "{\"evicted\":700}";

        assertThat(evict("--tag", "provider:finnhub", "--json")).isZero();
        assertThat(evict("quote", "--tag", "symbol:AAPL")).isZero();

        assertThat(asked)
                .containsExactly(
                        "DELETE /v1/entries?tag=provider%3Afinnhub",
                        "DELETE /v1/entries?dataset=quote&tag=symbol%3AAAPL");
        assertThat(out.toString()).startsWith("{\"evicted\":700}");
    }

    @Test
    void a_problem_is_told_in_its_words() {
        status = 404;
        answer = "{\"title\":\"There is no such dataset\",\"detail\":\"Found quotes, allowed are bars, fx, quote\"}";

        assertThat(evict("quotes")).isEqualTo(1);

        assertThat(err.toString().strip())
                .isEqualTo("There is no such dataset: Found quotes, allowed are bars, fx, quote");
    }

    @Test
    void tells_where_no_Quotewell_answers() {
        int port = server.getAddress().getPort();
        server.stop(0);

        assertThat(evict("quote")).isEqualTo(1);

        assertThat(err.toString().strip())
                .isEqualTo("No Quotewell answers at http://127.0.0.1:" + port
                        + ": start it with ./quotewell run, or name it by --url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "quote AAPL --tag symbol:AAPL", "quote --all"})
    void wrong_use_ends_with_2_and_removes_nothing(String arguments) {
        assertThat(evict(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1)))
                .isEqualTo(2);
        assertThat(asked).isEmpty();
    }
}
