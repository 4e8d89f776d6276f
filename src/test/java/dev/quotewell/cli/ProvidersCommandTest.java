package dev.quotewell.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.quotewell.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ProvidersCommandTest {

    private static final Instant NOW = Instant.parse("2026-09-08T20:30:00Z");

    private static final String FINNHUB = """
            {"name":"finnhub","datasets":["bars","profile","quote"],"enabled":true,
             "key":{"state":"present","variable":"FINNHUB_API_KEY","ids":["1a2b3c4d","5e6f7a8b"]},
             "breaker":"half-open",
             "budget":{"state":"known","keys":[
               {"key":"1a2b3c4d","underWay":2,"windows":[
                 {"name":"1m","limit":55,"used":43,"remaining":12,"resetsAt":"2026-09-08T20:30:40Z"},
                 {"name":"day","limit":25,"used":22,"remaining":3,"resetsAt":"2026-09-09T04:00:00Z"}]},
               {"key":"5e6f7a8b","underWay":0,"closedUntil":"2026-09-08T21:00:00Z","closedWhy":"auth","windows":[
                 {"name":"1m","limit":55,"used":0,"remaining":55},
                 {"name":"day","limit":25,"used":0,"remaining":25}]}]},
             "lastFailure":{"class":"rate-limited","what":"finnhub: too many calls","at":"2026-09-08T20:27:00Z"},
             "calls":120,"saved":3400,"suspected":1,"terms":"For own use\\u001b[31m only."}""";
    private static final String COINBASE = """
            {"name":"coinbase","datasets":["quote"],"enabled":true,"key":{"state":"not-needed"},"breaker":"closed",
             "budget":{"state":"known","keys":[{"key":"no-key","underWay":0,
               "closedUntil":"2026-09-08T20:30:30Z","closedWhy":"rate-limited","windows":[
                 {"name":"1s","limit":8,"used":8,"remaining":0}]}]},
             "calls":0,"saved":0,"suspected":0}""";
    private static final String FIXER = """
            {"name":"fixer","datasets":["fx"],"enabled":false,"disabledWhy":"It shows the key to everybody.",
             "key":{"state":"missing","variable":"FIXER_API_KEY"},"breaker":"closed","budget":{"state":"no-limit"},
             "calls":0,"saved":7,"suspected":0}""";
    private static final String ECB = """
            {"name":"ecb","datasets":["bars","fx","series"],"enabled":true,"key":{"state":"not-needed"},
             "breaker":"closed","budget":{"state":"unknown","why":"Redis gives no answer"},
             "calls":1,"saved":0,"suspected":0}""";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> asked = new ArrayList<>();
    private int status = 200;
    private String answer = "{\"providers\":[" + String.join(",", COINBASE, FIXER, ECB, FINNHUB) + "]}";
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

    private int providers(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--api", "http://127.0.0.1:" + server.getAddress().getPort()));
        return new CommandLine(new ProvidersCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private static JsonNode json(String text) throws IOException {
        return Json.mapper().readTree(text);
    }

    @Test
    void every_provider_has_one_line() throws IOException {
        assertThat(String.join("\n", ProviderTable.lines(json(answer).path("providers"), NOW)))
                .isEqualTo("""
PROVIDER  DATASETS      KEY                CALLS  SAVED  SUSP  BREAKER    LAST ERROR       BUDGET LEFT
coinbase  quote         -                      0      0     0  closed     -                closed 30s: rate-limited
ecb       bars,fx,ser…  -                      1      0     0  closed     -                unknown
finnhub   bars,profil…  1a2b3c4d,5e6f7a8b    120   3400     1  half-open  rate-limited 3m  1 of 2 closed, 1m 12/110, da…
fixer     fx            no                     0      7     0  disabled: It shows the key to everybody.
Budgets are unknown: Redis gives no answer""");
    }

    @Test
    void all_are_asked_for_and_shown() {
        assertThat(providers()).isZero();

        assertThat(asked).containsExactly("GET /v1/providers");
        assertThat(out.toString().lines().map(line -> line.split(" ", 2)[0]))
                .containsExactly("PROVIDER", "coinbase", "ecb", "finnhub", "fixer", "Budgets");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void a_name_shows_one_provider_with_all_details() throws IOException {
        answer = FINNHUB;

        assertThat(providers("finnhub")).isZero();

        assertThat(asked).containsExactly("GET /v1/providers/finnhub");
        assertThat(out.toString()).startsWith("finnhub");
        assertThat(String.join("\n", ProviderDetails.lines(json(FINNHUB), NOW))).isEqualTo("""
                finnhub
                  datasets    bars, profile, quote
                  state       enabled
                  key         FINNHUB_API_KEY: 2 keys, ids 1a2b3c4d, 5e6f7a8b
                  breaker     half-open
                  budget      key 1a2b3c4d: open, under way: 2
                              1m           12 of 55 left, more from 20:30:40
                              day          3 of 25 left, more from 2026-09-09 04:00
                  budget      key 5e6f7a8b: closed until 21:00:00 (auth)
                              1m           55 of 55 left
                              day          25 of 25 left
                  calls       120 since the start
                  saved       3400 calls, by answers of the cache
                  suspected   records: 1
                  last error  rate-limited 3m ago, 2026-09-08T20:27:00Z
                              finnhub: too many calls
                  terms       For own use [31m only.""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"finnhub,coinbase", "a/b", "a b", ".."})
    void a_name_is_nothing_but_a_name(String name) {
        status = 404;
        answer = "{\"title\":\"There is no such provider\",\"detail\":\"The provider is 'x', must be one of ecb\"}";

        assertThat(providers(name)).isEqualTo(1);

        assertThat(asked)
                .allSatisfy(request -> assertThat(request.split("/", -1)).hasSize(4));
        assertThat(err.toString().strip())
                .isEqualTo("There is no such provider: The provider is 'x', must be one of ecb");
    }

    @Test
    void json_is_handed_on_as_it_came() throws IOException {
        assertThat(providers("--json")).isZero();

        assertThat(json(out.toString())).isEqualTo(json(answer));
        assertThat(out.toString().lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-09-08T20:29:59Z, 1s",
        "2026-09-08T20:31:00Z, 0s",
        "2026-09-08T20:28:59Z, 1m",
        "2026-09-08T18:00:00Z, 2h",
        "2026-09-01T18:00:00Z, 7d",
        "yesterday, yesterday",
    })
    void tells_how_long_ago_a_failure_was(String at, String told) {
        assertThat(ProviderWords.ago(at, NOW)).isEqualTo(told);
    }

    @Test
    void no_line_is_wider_than_a_terminal() throws IOException {
        String wide = FINNHUB.replace("\"finnhub\"", "\"openexchangerates\"")
                .replace("\"quote\"]", "\"quote\",\"series\",\"fx\"]")
                .replace("\"rate-limited\"", "\"quota-exhausted\"");
        String off = FIXER.replace("everybody.", "everybody. " + "And more of it. ".repeat(20));

        assertThat(ProviderTable.lines(json("[" + wide + "," + off + "," + COINBASE + "]"), NOW))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(ProviderTable.WIDEST));
    }

    @Test
    void another_server_is_not_taken_for_a_Quotewell() {
        answer = "{\"hello\":1}";

        assertThat(providers()).isEqualTo(1);

        assertThat(err.toString()).startsWith("What answered is no Quotewell");
    }

    @Test
    void tells_where_no_Quotewell_answers() {
        int port = server.getAddress().getPort();
        server.stop(0);

        assertThat(providers()).isEqualTo(1);

        assertThat(err.toString().strip())
                .isEqualTo("No Quotewell answers at http://127.0.0.1:" + port
                        + ": start it with ./quotewell run, or name it by --api");
    }

    @ParameterizedTest
    @ValueSource(strings = {"finnhub coinbase", "--all", "''"})
    void wrong_use_ends_with_2_and_asks_nobody(String arguments) {
        String[] words = arguments.equals("''") ? new String[] {""} : arguments.split(" ", -1);

        assertThat(providers(words)).isEqualTo(2);
        assertThat(asked).isEmpty();
    }
}
