package dev.quotewell.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quotewell.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The whole flow against a server that speaks as Quotewell does. */
class IngestCommandTest {

    private static final String FOUND = "{\"key\":\"%s\",\"status\":200,\"record\":{}}";
    private static final String MISSING = "{\"key\":\"%s\",\"status\":%d,\"problem\":{\"type\":\"%s\"}}";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, JsonNode> requests = new LinkedHashMap<>();
    private final Set<String> done = new LinkedHashSet<>();
    private final Map<String, Integer> looks = new HashMap<>();
    private final Map<String, String> results = new HashMap<>();
    private int mostAhead;
    private int busy;
    private int diesAfter = Integer.MAX_VALUE;
    private boolean hangs;

    @TempDir
    private Path config;

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(config.resolve("watchlists"));
        Files.createDirectory(config.resolve("datasets"));
        Files.copy(Path.of("config/datasets/quote.schema.json"), config.resolve("datasets/quote.schema.json"));
        Files.writeString(config.resolve("application.properties"), "quotewell.data = " + config.resolve("data"));
        watchlist(45);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/requests", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void watchlist(int keys) throws IOException {
        Files.writeString(
                config.resolve("watchlists/shares.yaml"),
                "dataset: quote\nkeys: ["
                        + IntStream.range(0, keys).mapToObj(i -> "K" + i).collect(Collectors.joining(", ")) + "]");
    }

    private synchronized void answer(HttpExchange http) throws IOException {
        if (http.getRequestMethod().equals("POST")) {
            if (busy > 0) {
                busy--;
                send(http, 503, "{\"title\":\"Busy\"}");
                return;
            }
            JsonNode request = Json.mapper().readTree(http.getRequestBody());
            requests.put(request.path("id").asText(), request);
            mostAhead = Math.max(mostAhead, requests.size() - done.size());
            send(http, 202, "{\"status\":\"queued\"}");
            return;
        }
        String path = http.getRequestURI().getRawPath();
        assertThat(path.substring("/v1/requests/".length())).doesNotContain("/");
        String id = http.getRequestURI().getPath().substring("/v1/requests/".length());
        boolean ready =
                done.contains(id) || (!hangs && done.size() < diesAfter && looks.merge(id, 1, Integer::sum) > 1);
        if (!requests.containsKey(id)) {
            send(http, 404, "{\"type\":\"unknown-request\"}");
        } else if (!ready && done.size() >= diesAfter) {
            send(http, 500, "{\"title\":\"It failed\",\"detail\":\"inside\"}");
        } else if (!ready) {
            send(http, 200, "{\"status\":\"queued\"}");
        } else {
            done.add(id);
            List<String> all = new ArrayList<>();
            requests.get(id).path("keys").forEach(key -> all.add(result(key.asText())));
            send(http, 200, "{\"status\":\"done\",\"results\":[" + String.join(",", all) + "]}");
        }
    }

    private String result(String key) {
        return results.getOrDefault(key, FOUND.formatted(key));
    }

    private static void send(HttpExchange http, int status, String answer) throws IOException {
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        http.sendResponseHeaders(status, body.length);
        http.getResponseBody().write(body);
        http.close();
    }

    private int ingest(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config.toString()));
        all.addAll(List.of("--url", "http://127.0.0.1:" + server.getAddress().getPort()));
        return new CommandLine(new IngestCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void all_keys_are_asked_for_by_twenties_at_low_priority_and_waited_for() {
        assertThat(ingest("shares", "--once")).isZero();

        assertThat(requests.values())
                .extracting(request -> request.path("keys").size())
                .containsExactly(20, 20, 5);
        assertThat(requests.values()).allSatisfy(request -> {
            assertThat(request.path("dataset").asText()).isEqualTo("quote");
            assertThat(request.path("priority").asText()).isEqualTo("scheduled");
        });
        assertThat(requests.keySet()).allMatch(id -> id.matches("ingest/shares/\\S+/[0-2]"));
        assertThat(out.toString()).startsWith("shares: 45 keys, 45 with a record, 0 negative, 0 failed, ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void not_more_than_four_requests_are_ahead_of_their_answers() throws IOException {
        watchlist(200);

        assertThat(ingest("shares", "--once")).isZero();

        assertThat(requests).hasSize(10);
        assertThat(mostAhead).isEqualTo(4);
    }

    @Test
    void a_symbol_that_does_not_exist_is_an_answer_and_no_failure() {
        results.put("K3", MISSING.formatted("K3", 404, "unknown-symbol"));

        assertThat(ingest("shares", "--once")).isZero();

        assertThat(out.toString()).contains("44 with a record, 1 negative, 0 failed");
    }

    @Test
    void what_failed_is_told_by_reason_with_at_most_ten_keys() throws IOException {
        for (int i = 0; i < 12; i++) {
            results.put("K" + i, MISSING.formatted("K" + i, 502, "provider-failed"));
        }
        results.put("K20", MISSING.formatted("K20", 404, "unknown-dataset"));

        assertThat(ingest("shares", "--once")).isEqualTo(1);
        assertThat(out.toString())
                .contains("32 with a record, 0 negative, 13 failed")
                .contains("  provider-failed: K0 K1 K2 K3 K4 K5 K6 K7 K8 K9 and 2 more")
                .contains("  unknown-dataset: K20");

        assertThat(ingest("shares", "--once", "--json")).isEqualTo(1);
        JsonNode summary = Json.mapper().readTree(out.toString());
        assertThat(summary.path("keys").asInt()).isEqualTo(45);
        assertThat(summary.path("found").asInt()).isEqualTo(32);
        assertThat(summary.path("failed").asInt()).isEqualTo(13);
        assertThat(summary.path("failures")
                        .path("provider-failed")
                        .path("count")
                        .asInt())
                .isEqualTo(12);
        assertThat(summary.path("failures").path("provider-failed").path("keys"))
                .hasSize(10);
        assertThat(summary.path("seconds").isNumber()).isTrue();
    }

    @Test
    void an_interrupted_run_goes_on_with_the_same_requests_and_an_ended_one_does_not() {
        diesAfter = 1;
        assertThat(ingest("shares", "--once")).isEqualTo(1);
        assertThat(err.toString().strip()).isEqualTo("It failed: inside");
        diesAfter = Integer.MAX_VALUE;

        assertThat(ingest("shares", "--once")).isZero();

        assertThat(requests).as("the same ids again").hasSize(3);
        assertThat(out.toString()).contains("45 with a record");
        assertThat(ingest("shares", "--once")).isZero();
        assertThat(requests).as("a new run has new ids").hasSize(6);
    }

    @Test
    void a_run_begins_anew_when_told_so_or_when_the_watchlist_is_another() throws IOException {
        diesAfter = 0;
        assertThat(ingest("shares", "--once")).isEqualTo(1);
        assertThat(requests).hasSize(3);

        assertThat(ingest("shares", "--once", "--fresh")).isEqualTo(1);
        assertThat(requests).hasSize(6);

        watchlist(10);
        assertThat(ingest("shares", "--once")).isEqualTo(1);
        assertThat(requests).hasSize(7);
    }

    @Test
    void a_server_that_is_busy_is_asked_again() {
        busy = 3;

        assertThat(ingest("shares", "--once")).isZero();

        assertThat(requests).hasSize(3);
    }

    @Test
    void who_waits_too_long_is_told_that_the_rest_can_be_had_later() {
        hangs = true;

        assertThat(ingest("shares", "--once", "--timeout", "1s")).isEqualTo(1);

        assertThat(err.toString().strip())
                .isEqualTo("Not all keys were answered in time, 0 were: the same command goes on with the others");
    }

    @Test
    void says_in_one_line_that_no_Quotewell_runs() {
        int port = server.getAddress().getPort();
        server.stop(0);

        assertThat(ingest("shares", "--once")).isEqualTo(1);

        assertThat(err.toString().strip())
                .isEqualTo("No Quotewell answers at http://127.0.0.1:" + port
                        + ": start it with ./quotewell run, or name it by --api");
    }

    @Test
    void says_that_there_is_no_such_watchlist() {
        assertThat(ingest("nosuch", "--once")).isEqualTo(1);

        assertThat(err.toString().strip())
                .isEqualTo(config.resolve("watchlists/nosuch.yaml")
                        + ": there is no such watchlist, allowed is one of shares");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shares", "--once", "../shares --once", "shares --once --timeout soon", "shares --once x"})
    void wrong_use_ends_with_2_and_asks_for_nothing(String arguments) {
        assertThat(ingest(arguments.split(" ", -1))).isEqualTo(2);
        assertThat(requests).isEmpty();
    }

    @Test
    void without_once_it_says_where_schedules_run() {
        ingest("shares");

        assertThat(err.toString()).startsWith("Missing --once").contains("schedules run in routes/");
    }
}
