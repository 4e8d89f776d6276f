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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The commands {@code outbox} and {@code dlq}. */
class StreamCommandsTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> asked = new ArrayList<>();
    private int status = 200;
    private String answer = "{}";
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", http -> {
            String body = new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add((http.getRequestMethod() + " " + http.getRequestURI() + " " + body).strip());
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            http.sendResponseHeaders(status, bytes.length);
            http.getResponseBody().write(bytes);
            http.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int run(String line, String... more) {
        List<String> all = new ArrayList<>(List.of(line.split(" ", -1)));
        all.addAll(List.of(more));
        Object command = all.remove(0).equals("dlq") ? new DlqCommand() : new OutboxCommand();
        all.addAll(List.of("--api", "http://127.0.0.1:" + server.getAddress().getPort()));
        return new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private List<String> printed() {
        return out.toString().lines().toList();
    }

    @Test
    void the_outbox_is_a_table_of_sinks() {
        answer = """
                {"pending":1200,"oldestSeconds":95,"pressure":"alarm","sinks":[
                {"sink":"events","pending":0,"inWork":0},
                {"sink":"events-kafka","pending":1200,"atLeast":true,"inWork":12,"oldestSeconds":95}]}""";

        assertThat(run("outbox show")).isZero();

        assertThat(asked).containsExactly("GET /v1/outbox");
        assertThat(printed())
                .containsExactly(
                        "SINK          WAITING  IN WORK  OLDEST",
                        "events              0        0       -",
                        "events-kafka    1200+       12      1m",
                        "",
                        "Outbox: 1200 events, ALARM: sinks are far behind");
    }

    @Test
    void all_streams_are_shown_with_each_consumer() {
        answer = """
                {"streams":[{"stream":"qw:requests","length":3,"groups":[{"group":"quotewell","lag":2,"pending":1,
                "oldestSeconds":7,"consumers":[{"name":"3f2a","pending":1,"idleSeconds":4000}]}]},
                {"stream":"qw:dlq","length":0,"groups":[]}]}""";

        assertThat(run("outbox show --streams")).isZero();

        assertThat(printed())
                .containsExactly(
                        "STREAM       LENGTH  GROUP      LAG  IN WORK  OLDEST  CONSUMER  IDLE",
                        "qw:requests       3  quotewell    2        1      7s",
                        "                                           1          3f2a        1h",
                        "qw:dlq            0  -            -        -       -  -            -");
    }

    @Test
    void an_empty_dlq_is_one_line() {
        answer = "{\"letters\":[]}";

        assertThat(run("dlq list")).isZero();

        assertThat(asked).containsExactly("GET /v1/dlq?limit=50");
        assertThat(printed()).containsExactly("No dead letters");
    }

    @Test
    void letters_are_lines_of_at_most_100_columns() {
        answer = """
                {"letters":[{"id":"1767225600000-0","at":"2000-01-01T00:00:00Z","stream":"qw:requests","entry":"1-1",
                "reason":"The body is not JSON: %s","deliveries":1,"bytes":5242880,"excerpt":"x"}],
                "next":"1767225600000-0"}""".formatted("x".repeat(200));

        assertThat(run("dlq list --limit 1 --after 5-0")).isZero();

        assertThat(asked).containsExactly("GET /v1/dlq?limit=1&after=5-0");
        assertThat(printed()).allMatch(line -> line.length() <= 100);
        assertThat(printed().get(0)).matches("ID +AGO +STREAM +TRIES +BYTES  REASON");
        assertThat(printed().get(1)).matches("1767225600000-0 +\\d+d  qw:requests +1  5242880  The body is.*x…");
        assertThat(printed()).last().isEqualTo("There are more: --after 1767225600000-0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u001b[31m", "\\u009b31m", "\\u202e", "\\u0007", "\\r", "\\u2028", "\\u007f", "\\ud800"})
    void no_character_that_a_terminal_obeys_reaches_it(String hostile) {
        String letter =
                "{\"id\":\"1-1\",\"at\":\"H\",\"stream\":\"H\",\"entry\":\"H\",\"reason\":\"H\",\"stack\":\"H\","
                        + "\"history\":[\"H\"],\"body\":\"H\",\"excerpt\":\"H\"}";
        answer = letter.replace("H", hostile);
        run("dlq show 1-1");
        run("dlq show 1-1 --json");
        answer = "{\"letters\":[" + answer + "],\"next\":\"" + hostile + "\"}";
        run("dlq list");
        run("dlq list --json");
        answer =
                "{\"replayed\":0,\"missing\":[\"H\"],\"refused\":[{\"id\":\"H\",\"why\":\"H\"}]}".replace("H", hostile);
        run("dlq replay --all");
        answer = "{\"pending\":0,\"sinks\":[{\"sink\":\"H\"}]}".replace("H", hostile);
        run("outbox show");
        status = 400;
        answer = "{\"title\":\"H\",\"detail\":\"H\"}".replace("H", hostile);
        run("dlq list");

        String all = out + err.toString();
        assertThat(all.codePoints().filter(StreamCommandsTest::isObeyed).mapToObj(Integer::toHexString))
                .isEmpty();
    }

    private static boolean isObeyed(int character) {
        return (Character.isISOControl(character) && character != '\n')
                || character == 0x202e
                || character == 0x2028
                || (character >= 0xd800 && character < 0xe000);
    }

    @Test
    void a_letter_is_shown_whole_with_its_line_breaks() {
        answer = """
                {"id":"1-1","at":"2026-01-01T00:00:00Z","stream":"qw:requests","entry":"1-0","reason":"It failed",
                "deliveries":5,"history":[{"reason":"first"}],"stack":"a\\n\\tat b\\n","body":"{\\n\\u001b}"}""";

        assertThat(run("dlq show 1-1")).isZero();

        assertThat(printed())
                .containsExactly(
                        "id          1-1",
                        "died        2026-01-01T00:00:00Z",
                        "stream      qw:requests",
                        "entry       1-0",
                        "deliveries  5",
                        "reason      It failed",
                        "before      {\"reason\":\"first\"}",
                        "",
                        "{",
                        "\\u001b}",
                        "",
                        "a",
                        "\tat b");
    }

    @Test
    void replays_by_id_and_tells_what_did_not_go_back() {
        answer = "{\"replayed\":1,\"missing\":[\"2-1\"],\"refused\":[{\"id\":\"3-1\",\"why\":\"It came from 'x'\"}]}";

        assertThat(run("dlq replay --id 1-1 --id 2-1 --id 3-1")).isEqualTo(1);

        assertThat(asked).containsExactly("POST /v1/dlq/replay {\"ids\":[\"1-1\",\"2-1\",\"3-1\"]}");
        assertThat(printed())
                .containsExactly("1 dead letter went back", "Not there: 2-1", "Stays: 3-1: It came from 'x'");
    }

    @ParameterizedTest
    @CsvSource({"0, No dead letters", "1, 1 dead letter went back", "7, 7 dead letters went back"})
    void replays_all(int count, String told) {
        answer = "{\"replayed\":" + count + ",\"missing\":[],\"refused\":[]}";

        assertThat(run("dlq replay --all")).isZero();

        assertThat(asked).containsExactly("POST /v1/dlq/replay {\"all\":true}");
        assertThat(printed()).containsExactly(told);
    }

    @Test
    void events_of_a_dataset_are_replayed_since_a_moment() {
        answer = "{\"replayed\":12}";

        assertThat(run("outbox replay --since 2026-01-01T00:00:00Z --dataset quote"))
                .isZero();

        assertThat(asked)
                .containsExactly("POST /v1/outbox/replay {\"since\":\"2026-01-01T00:00:00Z\",\"dataset\":\"quote\"}");
        assertThat(printed()).containsExactly("12 events go to every sink again");
    }

    @Test
    void a_problem_is_told_in_its_words() {
        status = 404;
        answer = "{\"title\":\"There is nothing here\",\"detail\":\"No dead letter has the id 1-1\"}";

        assertThat(run("dlq show 1-1")).isEqualTo(1);

        assertThat(err.toString().strip()).isEqualTo("There is nothing here: No dead letter has the id 1-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "outbox replay",
                "outbox replay --since yesterday",
                "outbox",
                "dlq",
                "dlq show",
                "dlq replay",
                "dlq replay --all --id 1-1",
                "dlq list --limit 0",
                "dlq list --limit 201"
            })
    void wrong_use_ends_with_2_and_asks_nothing(String line) {
        assertThat(run(line)).isEqualTo(2);
        assertThat(asked).isEmpty();
    }
}
