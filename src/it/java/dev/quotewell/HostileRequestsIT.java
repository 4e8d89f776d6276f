package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.sample.SampleMarket;
import dev.quotewell.settings.Settings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody sends by mistake, byte by byte: refused, without a trace in Redis and without a call of a provider. */
class HostileRequestsIT {

    private static final String GOOD = "GET /v1/quote/AAPL HTTP/1.1\r\nHost: q\r\nConnection: close\r\n\r\n";
    private static final int LARGE = 2 * 1024 * 1024;

    private static SampleMarket market;
    private static EmbeddedRedis server;
    private static RedisClient client;
    private static RedisCommands<String, String> redis;
    private static Application application;
    private static URI api;
    private static URI management;

    private Set<String> keysBefore = Set.of();
    private long callsBefore;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        market = SampleMarket.start(0, 1, InstantSource.system());
        server = EmbeddedRedis.start(directory.resolve("redis"));
        client = RedisClient.create(RedisURI.create(server.uri()));
        redis = client.connect().sync();
        Map<String, String> settings =
                TestSettings.of(server.uri(), market, Files.createDirectories(directory.resolve("data")));
        settings.put("quotewell.api.request-timeout", "1s");
        application =
                Application.of(Settings.read(Path.of("config"), "", Map.of(), settings), Path.of("routes"), Map.of());
        application.start();
        api = URI.create(application.api());
        management = URI.create(application.addresses().replaceAll(".*management=(http\\S+)/observe.*", "$1"));
        assertThat(RawHttp.status(RawHttp.send(api, GOOD))).isEqualTo(200);
        // Its event comes later, and is none of the tests'.
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (redis.exists("qw:events") == 0) {
            assertThat(System.nanoTime()).as("no event came").isLessThan(until);
            LockSupport.parkNanos(10_000_000);
        }
    }

    @AfterAll
    static void stop() {
        application.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        server.close();
        market.close();
    }

    @BeforeEach
    void look() {
        keysBefore = keys();
        callsBefore = calls();
    }

    @AfterEach
    void nothing_reached_Redis_or_a_provider_and_the_next_request_is_answered() {
        assertThat(keys()).isEqualTo(keysBefore);
        assertThat(calls()).isEqualTo(callsBefore);
        assertThat(RawHttp.status(RawHttp.send(api, GOOD))).isEqualTo(200);
    }

    /** Without the entry that the good request keeps fresh, and whatever a load of it leaves. */
    private static Set<String> keys() {
        Set<String> keys = new TreeSet<>(redis.keys("*"));
        keys.removeIf(key -> key.contains("quote:AAPL:") || key.startsWith("qw:outbox") || key.startsWith("qw:budget"));
        return keys;
    }

    private static long calls() {
        return SampleMarket.providers().stream()
                .mapToLong(provider -> market.calls(provider) - market.calls(provider, "AAPL"))
                .sum();
    }

    private static Arguments hostile(String name, String request) {
        return Arguments.of(name, request);
    }

    private static Arguments get(String name, String target) {
        return hostile(name, "GET " + target + " HTTP/1.1\r\nHost: q\r\n\r\n");
    }

    private static Arguments with(String name, String header) {
        return hostile(name, "GET /v1/quote/AAPL HTTP/1.1\r\nHost: q\r\n" + header + "\r\n\r\n");
    }

    private static Arguments post(String name, String body) {
        return hostile(
                name, "POST /v1/requests HTTP/1.1\r\nHost: q\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private static Arguments posted(String name, String headers, String body) {
        return hostile(name, "POST /v1/requests HTTP/1.1\r\nHost: q\r\n" + headers + "\r\n\r\n" + body);
    }

    private static String request(String payload) {
        return "{\"dataset\":\"quote\",\"keys\":[\"AAPL\"],\"payload\":" + payload + "}";
    }

    private static String keysJson(int count) {
        return String.join(
                ",", IntStream.range(0, count).mapToObj(i -> "\"K" + i + "\"").toList());
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                get("path traversal", "/v1/quote/../../../etc/passwd"),
                get("path traversal at the dataset", "/v1/../../etc/passwd"),
                get("path traversal to a real route", "/v1/quote/../providers"),
                get("encoded traversal", "/v1/quote/..%2f..%2f..%2fetc%2fpasswd"),
                get("doubly encoded traversal", "/v1/quote/%252e%252e%252fetc"),
                get("backslashes", "/v1/quote/..\\..\\windows\\win.ini"),
                get("overlong UTF-8", "/v1/quote/%c0%ae%c0%ae%c0%afetc"),
                get("invalid UTF-8", "/v1/quote/%ff%fe"),
                get("encoded NUL", "/v1/quote/AAPL%00.json"),
                get("raw NUL", "/v1/quote/AAPL\0.json"),
                get("CRLF in a key", "/v1/quote/AAPL%0d%0aX-Evil:%201"),
                get("CRLF in a parameter", "/v1/quote/AAPL?x%0d%0aSet-Cookie:%20a=b"),
                get("a Redis command in a key", "/v1/quote/AAPL%0d%0aFLUSHALL%0d%0a"),
                get("a raw line feed in the path", "/v1/quote/AA\nPL"),
                get("bad percent-encoding", "/v1/quote/AA%zzPL"),
                get("cut percent-encoding", "/v1/quote/AAPL%"),
                get("a pattern of Redis", "/v1/quote/*"),
                get("a hash tag of Redis", "/v1/quote/AAPL:%7B11%7D:lease"),
                get("an inner route by name", "/v1/quote-load/AAPL"),
                get("an endpoint for a dataset", "/v1/file:%2fetc/passwd"),
                get("an expression", "/v1/quote/$%7Bsys.user.home%7D"),
                get("an expression for a dataset", "/v1/$%7Bbean:x%7D/AAPL"),
                get("a placeholder", "/v1/quote/%7B%7Benv:PATH%7D%7D"),
                get("Camel's proxy mode", "/proxy/http://169.254.169.254/"),
                get("an unknown parameter", "/v1/quote/AAPL?CamelHttpUri=http://evil"),
                get("a parameter twice", "/v1/quote?keys=AAPL&keys=MSFT"),
                get("1,001 keys", "/v1/quote?keys=" + "A,".repeat(1000) + "A"),
                get("a key too long", "/v1/quote/" + "A".repeat(5000)),
                get("another server's URL", "http://169.254.169.254/latest/meta-data"),
                get("a target without a slash", "v1/quote/AAPL"),
                hostile("a line too long", "GET /" + "x".repeat(200_000) + " HTTP/1.1\r\nHost: q\r\n\r\n"),
                with("headers too long", "X-A: " + "x".repeat(20_000)),
                with("10,000 headers", "a: b\r\n".repeat(10_000) + "a: b"),
                with("a header without a colon", "X-Evil"),
                with("a header with a space in its name", "X Evil: 1"),
                with("a header with NUL", "X-A: a\0b"),
                with("a bare CR in a header", "X-A: a\rX-Evil: 1"),
                with("two hosts", "Host: evil"),
                with("a body with GET", "Content-Length: 5\r\n\r\nhello"),
                with("a chunked body with GET", "Transfer-Encoding: chunked\r\n\r\n0"),
                with("smuggling by two lengths", "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG"),
                hostile("no host", "GET /v1/quote/AAPL HTTP/1.1\r\n\r\n"),
                hostile("HTTP/0.9", "GET /v1/quote/AAPL\r\n\r\n"),
                hostile("TLS on a plain port", "\u0016\u0003\u0001\0\u00a5\u0001\0\0\u00a1\u0003\u0003\r\n\r\n"),
                hostile("a command of Redis", "*1\r\n$8\r\nFLUSHALL\r\n\r\n"),
                hostile("TRACE", "TRACE /v1/quote/AAPL HTTP/1.1\r\nHost: q\r\n\r\n"),
                hostile("CONNECT", "CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: q\r\n\r\n"),
                hostile("a method nobody knows", "BREW /v1/quote/AAPL HTTP/1.1\r\nHost: q\r\n\r\n"),
                hostile("OPTIONS for all", "OPTIONS * HTTP/1.1\r\nHost: q\r\n\r\n"),
                posted("a coding on a folded line", "Transfer-Encoding:\r\n chunked", "0\r\n\r\n"),
                posted("a coding with a space before its colon", "Transfer-Encoding : chunked", "0\r\n\r\n"),
                posted("a coding behind a vertical tab", "Transfer-Encoding:\u000bchunked", "0\r\n\r\n"),
                posted("a coding in quotes", "Transfer-Encoding: \"chunked\"", "0\r\n\r\n"),
                posted("a coding and nothing behind the comma", "Transfer-Encoding: chunked,", "0\r\n\r\n"),
                posted("a length on a folded line", "Content-Length: 3\r\n 5", request("1")),
                posted("a length with a space before its colon", "Content-Length : 2", "{}"),
                posted("a length with a sign", "Content-Length: +2", "{}"),
                posted("two lengths in one", "Content-Length: 2, 2", "{}"),
                posted("a length beyond all numbers", "Content-Length: 99999999999999999999", "{}"),
                posted("a chunk with an endless extension", "Transfer-Encoding: chunked", "2;" + "x".repeat(LARGE)),
                posted("a chunk with a prefix", "Transfer-Encoding: chunked", "0x2\r\n{}\r\n0\r\n\r\n"),
                posted("a chunk longer than it says", "Transfer-Encoding: chunked", "2\r\n{}XX0\r\n\r\n"),
                posted("a compressed body", "Content-Encoding: gzip\r\nContent-Length: 4", "\u001f\u008b\b\0"),
                posted(
                        "a page of another site",
                        "Origin: https://evil.example\r\nContent-Type: text/plain\r\nContent-Length: "
                                + request("1").length(),
                        request("1")),
                posted(
                        "a page of no site",
                        "Origin: null\r\nContent-Length: " + request("1").length(),
                        request("1")),
                hostile(
                        "a page of another site at the operators'",
                        "POST /v1/reload HTTP/1.1\r\nHost: q\r\nOrigin: http://evil\r\nContent-Length: 0\r\n\r\n"),
                hostile("line feeds alone", "GET /v1/quote/AAPL HTTP/1.1\nHost: q\n\n"),
                hostile("a folded line first", "GET /v1/quote/AAPL HTTP/1.1\r\n X: y\r\nHost: q\r\n\r\n"),
                get("letters that look alike", "/v1/quote/%D0%90APL"),
                get("a mark that turns the order of reading", "/v1/quote/%E2%80%AEAAPL"),
                get("a command to the terminal", "/v1/quote/%1b%5b2JAAPL"),
                get("14,000 parameters", "/v1/quote/AAPL?" + "a=1&".repeat(14_000)),
                post("a byte order mark", "\u00ef\u00bb\u00bf" + request("1")),
                post("half a surrogate pair", request("\"\\ud800\"")),
                post("half a surrogate pair in a name", request("{\"\\udc00\":1}")),
                post("duplicate keys deep inside", request("[{\"a\":{\"b\":1,\"b\":2}}]")),
                post(
                        "a class",
                        "{\"@class\":\"javax.naming.InitialContext\",\"dataset\":\"quote\",\"keys\":[\"AAPL\"]}"),
                post("a comment", "/* */" + request("1")),
                posted("no length at all, and nothing", "X-A: b", ""),
                posted("a negative length", "Content-Length: -1", "{}"),
                posted("a length that is no number", "Content-Length: 1e3", "{}"),
                posted("two lengths", "Content-Length: 2\r\nContent-Length: 3", "{}x"),
                posted("a body shorter than its length", "Content-Length: 500", "{}"),
                posted("a body too large", "Content-Length: " + LARGE, "x".repeat(LARGE)),
                posted(
                        "a chunked body too large",
                        "Transfer-Encoding: chunked",
                        Integer.toHexString(LARGE) + "\r\n" + "x".repeat(LARGE) + "\r\n0\r\n\r\n"),
                posted("a chunk without a length", "Transfer-Encoding: chunked", "zz\r\n{}\r\n0\r\n\r\n"),
                posted("a chunk beyond all numbers", "Transfer-Encoding: chunked", "FFFFFFFFFFFFFFFFF\r\n{}"),
                posted("an unknown coding", "Transfer-Encoding: xchunked", "{}"),
                posted("two codings", "Transfer-Encoding: gzip, chunked", "0\r\n\r\n"),
                posted("a coding twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n"),
                post("malformed JSON", "{\"dataset\":\"quote\",\"keys\":[\"AAPL\""),
                post("duplicate keys", "{\"dataset\":\"quote\",\"dataset\":\"fx\",\"keys\":[\"AAPL\"]}"),
                post("NaN", request("NaN")),
                post("Infinity", request("-Infinity")),
                post("a number of 5,000 digits", request("1".repeat(5000))),
                post("a number that would fill the memory", request("1e999999999")),
                post("deep nesting", "[".repeat(50_000)),
                post("deep nesting in the payload", request("[".repeat(5000) + "]".repeat(5000))),
                post("1,001 keys in a body", "{\"dataset\":\"quote\",\"keys\":[" + keysJson(1001) + "]}"),
                post("a list", "[1,2,3]"),
                post("a text", "\"hello\""),
                post("invalid UTF-8 in JSON", "{\"dataset\":\"\u00ff\u00fe\"}"),
                post("two objects", request("1") + request("2")),
                post("XML", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"),
                posted(
                        "an Idempotency-Key that is none",
                        "Idempotency-Key: \"a\"b\"\r\nContent-Length: 38",
                        "{\"dataset\":\"quote\",\"keys\":[\"AAPL\"]}   "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void it_is_refused_as_a_problem_or_the_connection_ends(String name, String request) {
        String answer = RawHttp.send(api, request);

        assertRefused(answer);
        assertThat(answer).doesNotContain("Exception", "\tat ", "\nX-Evil", "\nSet-Cookie");
    }

    private static void assertRefused(String answer) {
        if (answer.isEmpty()) {
            return;
        }
        assertThat(answer).startsWith("HTTP/1.");
        assertThat(RawHttp.status(answer)).as(answer).isBetween(400, 499);
        assertThat(RawHttp.hasHeader(answer, "Content-Type: application/problem+json"))
                .as(answer)
                .isTrue();
        assertThat(RawHttp.hasHeader(answer, "X-Content-Type-Options: nosniff"))
                .as(answer)
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET /v1/quote/AAPL ICY/9.9\r\n\r\n"})
    void who_speaks_no_HTTP_1_is_told_in_one_line(String request) {
        String answer = RawHttp.send(api, request);

        assertThat(answer).endsWith(" 501 Not Implemented\r\ncontent-length: 0\r\n\r\n");
    }

    @Test
    void a_line_break_in_one_of_many_keys_breaks_no_line() {
        String answer = RawHttp.send(api, "GET /v1/quote?keys=AAPL%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: q\r\n\r\n");

        assertThat(answer).contains("invalid-key").doesNotContain("\nSet-Cookie");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /v1/quote/AAPL HTTP/1.1\r\nHost: q\r\nX-A: ",
                "POST /v1/requests HTTP/1.1\r\nHost: q\r\nContent-Length: 100000\r\n\r\n",
            })
    void who_sends_a_byte_now_and_then_is_cut_off(String begin) {
        String answer = RawHttp.drip(api, begin);

        assertRefused(answer);
        assertThat(answer.isEmpty() || RawHttp.status(answer) == 408 || RawHttp.status(answer) == 400)
                .as(answer)
                .isTrue();
    }

    @Test
    void a_body_that_does_not_come_is_told_by_its_own_problem() {
        String answer = RawHttp.drip(
                api, "POST /v1/requests HTTP/1.1\r\nHost: q\r\nContent-Length: 100000\r\n\r\n{\"dataset\":");

        assertThat(RawHttp.status(answer)).isEqualTo(408);
        assertThat(answer).contains("request-timeout").containsIgnoringCase("connection: close");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpUri: http://169.254.169.254/",
                "CamelHttpPath: /v1/providers",
                "cAmElHttpRawQuery: keys=A",
                "CamelHttpMethod: DELETE",
                "CamelRedis.Command: FLUSHALL",
                "CamelRedis.Key: qw:quote:AAPL",
                "CamelFileName: ../../evil",
                "kafka.OVERRIDE_TOPIC: evil",
                "dataset: fx",
                "X-HTTP-Method-Override: DELETE",
                "X-Original-URL: /v1/providers",
                "X-Forwarded-Host: evil",
                "X-Forwarded-For: 127.0.0.1",
                "Forwarded: for=127.0.0.1;host=evil",
                "Authorization: Bearer x",
            })
    void a_header_that_would_steer_something_steers_nothing(String header) {
        String answer = RawHttp.send(
                api, "GET /v1/quote/AAPL HTTP/1.1\r\nHost: q\r\n" + header + "\r\nConnection: close\r\n\r\n");

        assertThat(RawHttp.status(answer)).isEqualTo(200);
        assertThat(answer).contains("\"symbol\":\"AAPL\"").doesNotContain("evil");
    }

    @Test
    void what_lies_behind_a_body_of_two_lengths_is_no_second_request() {
        String smuggled = "DELETE /v1/entries?dataset=quote HTTP/1.1\r\nHost: q\r\n\r\n";
        String answer = RawHttp.send(
                api,
                "POST /v1/requests HTTP/1.1\r\nHost: q\r\nContent-Length: " + (5 + smuggled.length())
                        + "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled);

        assertThat(RawHttp.status(answer)).isEqualTo(400);
        assertThat(answer).containsIgnoringCase("connection: close");
        assertThat(answer.split("HTTP/1\\.1 ", -1)).as("one answer").hasSize(2);
        assertThat(redis.keys("qw:quote:AAPL:*")).as("the entry is still there").isNotEmpty();
    }

    @Test
    void good_answers_have_the_headers_of_a_sane_server() {
        String answer = RawHttp.send(api, GOOD);

        for (String header : List.of(
                "X-Content-Type-Options: nosniff",
                "Content-Security-Policy: default-src 'none'",
                "Referrer-Policy: no-referrer",
                "Cache-Control: max-age=")) {
            assertThat(RawHttp.hasHeader(answer, header)).as(header).isTrue();
        }
        assertThat(RawHttp.hasHeader(answer, "Server:")).isFalse();
        assertThat(RawHttp.hasHeader(answer, "Strict-Transport-Security:"))
                .as("only where TLS is spoken")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/observe/upload",
                "/observe/download",
                "/observe/dev",
                "/observe/devconsole",
                "/observe/console",
                "/observe/send",
                "/observe/jolokia",
                "/observe/info",
                "/q/dev",
                "/q/upload",
                "/q/send",
                "/",
                "/observe",
                "/observe/health/../upload",
                "/observe/metrics/x"
            })
    void the_management_port_has_health_and_metrics_and_nothing_else(String path) {
        for (String method : List.of("GET", "PUT", "POST")) {
            String answer =
                    RawHttp.send(management, method + " " + path + " HTTP/1.1\r\nHost: q\r\nContent-Length: 0\r\n\r\n");

            assertThat(RawHttp.status(answer)).as(method).isEqualTo(404);
            assertRefused(answer);
        }
    }

    @Test
    void health_tells_no_stack_trace_to_who_asks_for_one() {
        String answer = RawHttp.send(
                management,
                "GET /observe/health?exposureLevel=full&stackTrace=true&data=true HTTP/1.1\r\nHost: q\r\n\r\n");

        assertThat(RawHttp.status(answer)).isEqualTo(200);
        assertThat(answer).contains("\"status\":\"UP\"").doesNotContain("Exception");
    }
}
