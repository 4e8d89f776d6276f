package dev.quotewell.routetest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestFileReaderTest {

    private static final String SOUND = """
        - test: serves the next provider
          clock: 2026-11-20T16:00:00Z
          given:
            cache: [{ dataset: quote, key: AAPL, age: 1m30s, record: { price: 1.10 } }]
            providers:
              finnhub: { status: 429 }
              fmp: [{ body: { price: 12.30 } }, no-answer]
          when:
            - get: /v1/quote/AAPL
            - after: 10s
              request: { id: r-1, keys: [AAPL] }
          then:
            status: 200
            entries: { quote/AAPL: { expiresIn: 13s..15s } }
            calls: { finnhub: 1 }
        """;

    @TempDir
    private Path folder;

    private TestFileReader.Read read(String text) {
        try {
            return TestFileReader.read(Files.writeString(folder.resolve("a.test.yaml"), text));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<ScriptedReply> replies(TestCase test, String provider) {
        return test.providers().getOrDefault(provider, List.of());
    }

    private List<String> faults(String text) {
        return read(text).faults().stream()
                .map(fault -> fault.replace(folder + "/", ""))
                .toList();
    }

    @Test
    void reads_what_is_given_what_happens_and_what_must_come_of_it() {
        TestFileReader.Read read = read(SOUND);

        assertThat(read.faults()).isEmpty();
        TestCase test = read.file().tests().get(0);
        assertThat(test.clock()).isEqualTo(Instant.parse("2026-11-20T16:00:00Z"));
        assertThat(test.cache().get(0).age()).isEqualTo(Duration.ofSeconds(90));
        assertThat(String.valueOf(test.cache().get(0).record())).isEqualTo("14 bytes");
        assertThat(replies(test, "fmp").get(0).body().text()).isEqualTo("{\"price\":12.30}");
        assertThat(replies(test, "fmp").get(1).connected()).isFalse();
        assertThat(test.steps().get(1).action()).isInstanceOf(Action.Message.class);
        assertThat(test.steps().get(1).after()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void reads_a_reply_from_a_file_beside_it() throws IOException {
        Files.writeString(folder.resolve("reply.json"), "{\"c\":1.50}");

        TestFileReader.Read read = read(SOUND.replace("{ status: 429 }", "{ file: reply.json }"));

        assertThat(replies(read.file().tests().get(0), "finnhub").get(0).body().text())
                .isEqualTo("{\"c\":1.50}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
        clock: 2026-11-20T16:00:00Z ~ clock: yesterday ~ 2:10: found "yesterday" in clock, allowed is a moment such as 2026-11-20T15:00:00Z
        given: ~ givne: ~ 3:3: found givne, allowed are test, clock, given, when, then
        status: 429 ~ status: many ~ 6:26: found "many" in status, allowed is an HTTP status such as 200
        age: 1m30s ~ age: 90 ~ 4:47: found 90 in age, allowed is a duration such as 250ms, 20s or 1h30m
        record: { price: 1.10 } ~ provider: fmp ~ 4:13: found no record, allowed is either record or unknown: true
        get: /v1/quote/AAPL ~ get: v1/quote ~ 9:7: found "v1/quote" in get, allowed is a path such as /v1/quote/AAPL
        get: /v1/quote/AAPL ~ got: /v1/quote ~ 9:7: found nothing that happens, allowed are get, post, put, delete, request, schedule, after
        expiresIn: 13s..15s ~ expiresIn: soon ~ 14:41: found "soon" in expiresIn, allowed is a duration such as 250ms, 20s or 1h30m, or two of them as in 13s..15s
        finnhub: 1 } ~ finnhub: often } ~ 15:23: found "often" in calls, allowed is how many, or a list of calls
        status: 200 ~ statsu: 200 ~ 13:5: found statsu, allowed are status, headers, body, entries, events, replies, deadLetters, lines, calls
        dataset: quote, key: AAPL, age: 1m30s, record: { price: 1.10 } ~ dataset: quote, key: AAPL, unknown: false ~ 4:51: found false in unknown, allowed is true
        { status: 429 } ~ { body: x, file: y } ~ 6:27: found file and body in one reply, allowed is one of them
        { status: 429 } ~ { headers: x } ~ 6:27: found "x" in headers, allowed is names and values
        status: 200 ~ headers: { Age: [1] } ~ 13:21: found [1] in headers, allowed is a text of its own
        finnhub: 1 } ~ finnhub: [{ query: symbol }] } ~ 15:33: found "symbol" in query, allowed is names and values
        { status: 429 } ~ { file: nothing.json } ~ 6:24: found nothing.json, allowed is a file beside the test that can be read
        """)
    void tells_a_fault_with_its_line_and_column_and_what_is_allowed(String part, String by, String fault) {
        assertThat(SOUND).contains(part);

        assertThat(faults(SOUND.replace(part, by))).contains("a.test.yaml:" + fault);
    }

    @Test
    void tells_what_stands_where_it_says_nothing() {
        assertThat(faults("""
            - test: says little
              given: nothing
              when: { request: x, headers: { a: b } }
              then: { replies: 1 }
            """))
                .containsExactly(
                        "a.test.yaml:2:10: found \"nothing\" in given, allowed is cache, providers",
                        "a.test.yaml:3:23: found headers, allowed is it beside get, post, put, delete");
    }

    @Test
    void keeps_the_names_that_only_the_configuration_knows() {
        assertThat(read(SOUND).file().tests().get(0).names())
                .extracting(name ->
                        name.kind() + " " + name.text() + " " + name.place().line())
                .containsExactlyInAnyOrder(
                        "ENTRY quote/AAPL 4",
                        "PROVIDER finnhub 6",
                        "PROVIDER fmp 7",
                        "ENTRY quote/AAPL 14",
                        "PROVIDER finnhub 15");
    }

    @Test
    void an_item_that_is_no_test_is_one_fault() {
        assertThat(faults(SOUND + "- just text\n"))
                .containsExactly("a.test.yaml:16:3: found \"just text\" in the list of tests, allowed is a test, with"
                        + " test, clock, given, when, then");
    }

    @Test
    void tells_faults_in_the_order_of_the_file() {
        assertThat(faults("- test: a\n  then: { statsu: 1 }\n  when: {}\n- test: a\n"))
                .isSortedAccordingTo(java.util.Comparator.comparing(fault -> fault.replaceAll("\\D*(\\d+).*", "$1")));
    }

    @Test
    void tells_all_faults_at_once() {
        assertThat(faults(SOUND.replace("status: 429", "status: x").replace("finnhub: 1 }", "finnhub: y }")))
                .hasSize(2);
    }

    @Test
    void tells_where_YAML_is_broken() {
        assertThat(faults("- test: [a")).singleElement().asString().startsWith("a.test.yaml:1:11: found broken YAML");
    }

    @Test
    void wants_something_to_happen_and_something_to_come_of_it() {
        assertThat(faults("- test: nothing\n"))
                .anyMatch(fault -> fault.startsWith("a.test.yaml:1:3: found no when"))
                .anyMatch(fault -> fault.startsWith("a.test.yaml:1:3: found no then"));
    }

    @Test
    void wants_names_that_tell_tests_apart() {
        assertThat(faults(SOUND + SOUND))
                .containsExactly("a.test.yaml:16:3: found the test of line 1 again, allowed is a name of its own");
    }
}
