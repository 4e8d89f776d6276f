package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.access.KeyHash;
import dev.quotewell.cli.GetCommand;
import dev.quotewell.client.MarketData;
import dev.quotewell.client.MarketDataException;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.sample.SampleMarket;
import dev.quotewell.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Who gets in where keys are asked for, and how often. */
class AccessIT {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LIMIT = 200;

    private static Path keys = Path.of("");
    private static SampleMarket market;
    private static EmbeddedRedis server;
    private static Application application;
    private static String management = "";

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        market = SampleMarket.start(0, 1, InstantSource.system());
        server = EmbeddedRedis.start(directory.resolve("redis"));
        keys = directory.resolve("keys.yaml");
        write("");
        Map<String, String> settings =
                TestSettings.of(server.uri(), market, Files.createDirectories(directory.resolve("data")));
        settings.put("quotewell.api.keys-file", keys.toString());
        settings.put("quotewell.api.rate-limit", Integer.toString(LIMIT));
        settings.put("quotewell.api.rate-limit-per", "1h");
        application =
                Application.of(Settings.read(Path.of("config"), "", Map.of(), settings), Path.of("routes"), Map.of());
        application.start();
        management =
                application.addresses().replaceAll(".*management=http://[^:]+:(\\d+)/observe.*", "http://127.0.0.1:$1");
    }

    @AfterAll
    static void stop() {
        application.close();
        server.close();
        market.close();
    }

    private static void write(String more) throws IOException {
        Files.writeString(
                keys,
                line("reader", "read")
                        + line("sender", "request")
                        + line("operator", "operate")
                        + line("greedy", "read")
                        + more);
    }

    private static String line(String name, String role) {
        return name + ": { roles: [" + role + "], sha256: "
                + KeyHash.of("qw_" + name).hex() + " }\n";
    }

    private static String api() {
        return application.api();
    }

    private static HttpResponse<String> send(String method, String url, String key, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(PATIENCE)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer qw_" + key);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int get(String path, String key) {
        return send("GET", api() + path, key, "").statusCode();
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/quote/AAPL, reader, 200",
        "GET, /v1/quote?keys=AAPL, reader, 200",
        "GET, /v1/quote/AAPL, sender, 403",
        "GET, /v1/quote/AAPL, operator, 403",
        "GET, /v1/quote/AAPL, nobody, 401",
        "GET, /v1/quote/AAPL, '', 401",
        "GET, /v1/nosuch/AAPL, reader, 404",
        "GET, /v1/requests/x, sender, 404",
        "GET, /v1/requests/x, reader, 403",
        "GET, /v1/providers, operator, 200",
        "GET, /v1/providers, reader, 403",
        "GET, /v1/outbox, reader, 403",
        "GET, /v1/dlq, reader, 403",
        "GET, /v1/dlq, operator, 200",
        "DELETE, /v1/entries?dataset=quote&key=NOSUCH, reader, 403",
        "DELETE, /v1/entries?dataset=quote&key=NOSUCH, operator, 200",
        "GET, /nowhere, '', 401",
        "GET, /nowhere, reader, 404",
        "PUT, /v1/quote/AAPL, '', 401",
        "PUT, /v1/quote/AAPL, reader, 405",
        "GET, /v1/%70roviders, reader, 404",
        "GET, //v1/providers, reader, 404",
        "GET, /v1/quote/../providers, reader, 404",
    })
    void each_role_opens_its_own_and_nothing_else(String method, String path, String key, int status) {
        HttpResponse<String> answer = send(method, api() + path, key, "");

        assertThat(answer.statusCode()).isEqualTo(status);
        if (status >= 400) {
            assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.body()).doesNotContain("qw_");
        }
    }

    @Test
    void without_keys_it_does_not_listen_where_others_come_in() {
        Map<String, String> settings = TestSettings.of(server.uri(), market, keys.resolveSibling("data"));
        settings.put("quotewell.api.host", "0.0.0.0");
        Settings read = Settings.read(Path.of("config"), "", Map.of(), settings);
        try (Application open = Application.of(read, Path.of("routes"), Map.of())) {
            assertThatThrownBy(open::start)
                    .isInstanceOf(CannotStartException.class)
                    .hasMessageContaining("set quotewell.api.keys-file")
                    .hasMessageContaining("quotewell.api.allow-anonymous=true");
            assertThat(open.wasReady()).isFalse();
        }
    }

    @Test
    void a_sender_gets_its_request_taken_in_and_a_reader_does_not() {
        String body = "{\"id\":\"of-a-sender\",\"dataset\":\"quote\",\"keys\":[\"AAPL\"]}";

        assertThat(send("POST", api() + "/v1/requests", "reader", body).statusCode())
                .isEqualTo(403);
        assertThat(get("/v1/requests/of-a-sender", "sender")).isEqualTo(404);
        assertThat(send("POST", api() + "/v1/requests", "sender", body).statusCode())
                .isEqualTo(202);
    }

    @Test
    void who_is_refused_is_told_how_to_get_in() {
        HttpResponse<String> none = send("GET", api() + "/v1/quote/AAPL", "", "");
        HttpResponse<String> unknown = send("GET", api() + "/v1/quote/AAPL", "nobody", "");
        HttpResponse<String> other = send("GET", api() + "/v1/dlq", "reader", "");

        assertThat(header(none, "WWW-Authenticate")).isEqualTo("Bearer realm=\"quotewell\"");
        assertThat(none.body()).contains("unauthenticated");
        assertThat(header(unknown, "WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"quotewell\", error=\"invalid_token\"");
        assertThat(header(other, "WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"quotewell\", error=\"insufficient_scope\", scope=\"operate\"");
        assertThat(other.body()).contains("forbidden", "the role operate");
    }

    private static String request(String target, String... headers) {
        return target + " HTTP/1.1\r\nHost: q\r\nConnection: close\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }

    @Test
    void two_headers_with_a_key_are_none() {
        String answer = RawHttp.send(
                URI.create(api()), request("GET /v1/providers", "X-API-Key: qw_operator", "X-API-Key: qw_reader"));

        assertThat(RawHttp.status(answer)).isEqualTo(401);
        assertThat(answer).contains("Found several headers with a key, allowed is one");
    }

    @Test
    void a_key_opens_to_whom_a_browser_calls_another_site() {
        String answer = RawHttp.send(
                URI.create(api()),
                request(
                        "DELETE /v1/entries?dataset=quote&key=NOSUCH",
                        "X-API-Key: qw_operator",
                        "Origin: https://other.example"));

        assertThat(RawHttp.status(answer)).isEqualTo(200);
        assertThat(answer).doesNotContainIgnoringCase("Access-Control");
    }

    @ParameterizedTest
    @CsvSource({
        "/observe/health/live, '', 200",
        "/observe/health/ready, '', 200",
        "/observe/health, '', 401",
        "/observe/metrics, '', 401",
        "/observe/health, sender, 403",
        "/observe/metrics, sender, 403",
        "/observe/health, reader, 200",
        "/observe/metrics, reader, 200",
        "/observe/upload, '', 401",
        "/observe/upload, reader, 404",
    })
    void probes_need_no_key_and_all_else_does(String path, String key, int status) {
        assertThat(send("GET", management + path, key, "").statusCode()).isEqualTo(status);
    }

    @Test
    void metrics_are_whole_and_count_who_was_refused() {
        get("/v1/quote/AAPL", "nobody");
        get("/v1/quote/AAPL", "reader");

        String metrics =
                send("GET", management + "/observe/metrics", "reader", "").body();

        assertThat(metrics).contains("jvm_memory_used_bytes", "quotewell_redis_memory", "quotewell_cache_gets");
        assertThat(metrics).containsPattern("quotewell_http_requests_seconds_count\\{.*status=\"401\"");
    }

    @Test
    void probes_tell_nothing_but_their_status() {
        String live = send("GET", management + "/observe/health/live?exposureLevel=full&data=true", "", "")
                .body();

        assertThat(live).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void a_client_that_asks_too_often_is_told_when_to_come_back_and_holds_up_no_other() {
        HttpResponse<String> first = send("GET", api() + "/v1/quote/AAPL", "greedy", "");
        assertThat(header(first, "RateLimit-Policy")).isEqualTo("\"default\";q=" + LIMIT + ";w=3600");
        assertThat(header(first, "RateLimit")).matches("\"default\";r=" + (LIMIT - 1) + ";t=(3600|3599)");
        for (int i = 1; i < LIMIT; i++) {
            assertThat(get("/v1/quote/AAPL", "greedy")).isEqualTo(200);
        }

        HttpResponse<String> refused = send("GET", api() + "/v1/quote/AAPL", "greedy", "");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("rate-limited");
        assertThat(header(refused, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(Long.parseLong(header(refused, "Retry-After"))).isBetween(3000L, 3600L);
        assertThat(header(refused, "RateLimit")).startsWith("\"default\";r=0;t=");
        assertThat(get("/v1/quote/AAPL", "reader")).isEqualTo(200);
        assertThat(send("GET", management + "/observe/metrics", "greedy", "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_key_that_is_added_or_taken_away_holds_within_seconds() throws IOException {
        assertThat(get("/v1/quote/AAPL", "late")).isEqualTo(401);

        write(line("late", "read"));
        await("late", 200);
        write("");
        await("late", 401);
    }

    private static void await(String key, int status) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        // Where no limit counts.
        while (send("GET", management + "/observe/metrics", key, "").statusCode() != status) {
            assertThat(System.nanoTime()).as("waited in vain for " + status).isLessThan(until);
            LockSupport.parkNanos(100_000_000);
        }
    }

    @Test
    void clients_of_ours_send_a_key(@TempDir Path directory) throws IOException {
        MarketData keyed = MarketData.at(api(), "qw_reader");
        MarketData keyless = MarketData.at(api());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine get =
                new CommandLine(new GetCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        Path file = Files.writeString(directory.resolve("key"), "qw_reader\n");

        assertThat(keyed.quote("AAPL").record().path("symbol").asText()).isEqualTo("AAPL");
        assertThatThrownBy(() -> keyless.quote("AAPL"))
                .isInstanceOfSatisfying(
                        MarketDataException.class,
                        refused -> assertThat(refused.getMessage()).contains("key"));
        assertThat(get.execute("quote", "AAPL", "--api", api())).isEqualTo(1);
        assertThat(err.toString()).contains("QUOTEWELL_API_KEY");
        assertThat(get.execute("quote", "AAPL", "--api", api(), "--key-file", file.toString()))
                .isZero();
        assertThat(out.toString()).contains("AAPL");
    }
}
