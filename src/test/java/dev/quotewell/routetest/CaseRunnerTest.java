package dev.quotewell.routetest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On a bench that always brings the same. */
class CaseRunnerTest {

    private static final Seen SEEN = new Seen(
            new Seen.Answer(
                    200,
                    Map.of("cache-status", "quotewell; hit; ttl=5", "age", "10"),
                    "{\"symbol\":\"AAPL\",\"price\":1.10,\"bars\":[{\"time\":\"a\"},{\"time\":\"b\"}]}"),
            Map.of(
                    "quote/AAPL",
                    new Seen.StoredEntry(
                            json("{\"price\":1.10}"),
                            "fmp",
                            Duration.ZERO,
                            Duration.ofSeconds(15),
                            Duration.ofMillis(58_990),
                            Duration.ofMillis(2_500)),
                    "quote/NOPE",
                    new Seen.StoredEntry(
                            null, "fmp", Duration.ZERO, Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ZERO)),
            Map.of("events", List.of(json("{\"subject\":\"AAPL\"}"), json("{\"subject\":\"MSFT\"}"))),
            List.of(
                    new Call("finnhub", "GET", "/api/v1/quote", Map.of("symbol", "AAPL"), Map.of("x-token", "t"), ""),
                    new Call("fmp", "GET", "/stable/quote", Map.of(), Map.of(), "")),
            List.of());

    @TempDir
    private Path folder;

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private CaseResult run(String then) throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.test.yaml"), "- test: one\n  when: { get: /v1/quote/AAPL }\n  then: " + then + "\n");
        TestFileReader.Read read = TestFileReader.read(file);
        assertThat(read.faults()).isEmpty();
        return new CaseRunner(new Bench() {
                    @Override
                    public List<String> faults(TestCase test) {
                        return List.of();
                    }

                    @Override
                    public void begin(TestCase test) {}

                    @Override
                    public Seen act(Step step) {
                        return SEEN;
                    }
                })
                .run(read.file().tests().get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ status: 200 }",
                "{ headers: { Cache-Status: quotewell; hit; ttl=*, Age: 10, Retry-After: null } }",
                "{ body: { price: 1.10, provider: null } }",
                "{ body: { symbol: A*L, bars: [{ time: a }, {}] } }",
                "{ body: \"*AAPL*\" }",
                "{ entries: { quote/AAPL: { expiresIn: 13s..15s, keptFor: 61s, age: 0s, provider: fmp, record: {"
                        + " price: 1.10 } } } }",
                "{ entries: { quote/NOPE: { unknown: true }, quote/MSFT: none } }",
                "{ events: [{ subject: MSFT }, { subject: AAPL }] }",
                "{ events: 2, replies: 0 }",
                "{ calls: { finnhub: [{ path: /api/*, query: { symbol: AAPL, x: null }, headers: { X-Token: t } }],"
                        + " fmp: 1 } }"
            })
    void passes_what_is_as_expected(String then) throws IOException {
        assertThat(run(then).failures()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
        { status: 404 } ~ 3:19: status: expected 404, found 200
        { headers: { Age: 11 } } ~ 3:27: headers.Age: expected 11, found 10
        { body: { price: 1.1 } } ~ 3:26: body.price: expected 1.1, found 1.10
        { body: { symbol: null } } ~ 3:27: body.symbol: expected nothing, found "AAPL"
        { body: { volume: 5 } } ~ 3:27: body.volume: expected 5, found nothing
        { body: { bars: [{ time: a }] } } ~ 3:25: body.bars: expected 1 items, found 2: [{"time":"a"},{"time":"b"}]
        { body: { bars: [{}, { time: c }] } } ~ 3:38: body.bars[1].time: expected "c", found "b"
        { entries: { quote/AAPL: { expiresIn: 20s } } } ~ 3:47: entries.quote/AAPL.expiresIn: expected 20s, found 15s
        { entries: { quote/AAPL: { keptFor: 62s } } } ~ 3:45: entries.quote/AAPL.keptFor: expected 62s, found 59s
        { entries: { quote/AAPL: { keptFor: 58s } } } ~ 3:45: entries.quote/AAPL.keptFor: expected 58s, found 59s
        { entries: { quote/KO: {} } } ~ 3:32: entries.quote/KO: expected an entry, found none; there are quote/AAPL, quote/NOPE
        { entries: { quote/AAPL: none } } ~ 3:34: entries.quote/AAPL: expected none, found one of fmp
        { events: [{ subject: AAPL }] } ~ 3:19: events: expected no more, found {"subject":"MSFT"}
        { events: [{ subject: AAPL }, { subject: KO }] } ~ 3:50: events.subject: expected "KO", found "MSFT"
        { events: 1 } ~ 3:19: events: expected 1, found 2: [{"subject":"AAPL"}, {"subject":"MSFT"}]
        { calls: { finnhub: 2, fmp: 1 } } ~ 3:29: calls.finnhub: expected 2, found 1: [finnhub /api/v1/quote]
        { calls: { finnhub: 1 } } ~ 3:18: calls: expected no other, found 1: [fmp /stable/quote]
        { calls: none } ~ 3:18: calls: expected no other, found 2: [finnhub /api/v1/quote, fmp /stable/quote]
        """)
    void tells_what_was_expected_and_what_came_and_where_that_is_written(String then, String failure)
            throws IOException {
        assertThat(run(then).failures()).containsExactly(folder.resolve("a.test.yaml") + ":" + failure);
    }

    @Test
    void writes_results_as_a_build_server_reads_them() throws IOException {
        CaseResult failed = run("{ headers: { Age: \"<11>\" } }");
        CaseResult passed = run("{ status: 200 }");

        String xml = JUnitReport.text(List.of(new FileResult(Path.of("routes/a.test.yaml"), List.of(failed, passed))));

        assertThat(xml)
                .contains("<testsuite name=\"routes/a.test.yaml\" tests=\"2\" failures=\"1\" errors=\"0\"")
                .contains("<testcase classname=\"routes.a\" name=\"one\"")
                .contains("headers.Age: expected &lt;11&gt;, found 10");
    }

    @Test
    void tells_a_file_in_one_line_and_what_failed_in_it() throws IOException {
        FileResult file = new FileResult(Path.of("a.test.yaml"), List.of(run("{ status: 404 }")));

        assertThat(Report.lines(file, false).get(0)).startsWith("FAIL  a.test.yaml, 1 test, ");
        assertThat(Report.lines(file, false))
                .contains("  FAIL  one", "      answer: 200, Cache-Status: quotewell; hit; ttl=5");
        assertThat(Report.summary(List.of(file), Duration.ofMillis(1500)))
                .isEqualTo("1 test in 1 file: 0 passed, 1 failed, 1.5 s");
        assertThat(Report.json(List.of(file)).path("failed").intValue()).isEqualTo(1);
    }
}
