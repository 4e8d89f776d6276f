package dev.quotewell.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.json.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTest {

    private static Request parse(String json) {
        return Request.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    @Test
    void reads_a_request_and_carries_its_payload_untouched() {
        Request request = parse(
                "{\"id\":\"r-1\",\"dataset\":\"quote\",\"keys\":[\"AAPL\"],\"payload\":{\"qty\":1.10,\"n\":null}}");

        assertThat(request.priority()).isEqualTo(Request.Priority.INTERACTIVE);
        assertThat(text(request.reply(List.of())))
                .isEqualTo("{\"id\":\"r-1\",\"payload\":{\"qty\":1.10,\"n\":null},\"results\":[]}");
    }

    @Test
    void reads_what_it_writes() {
        Request request = new Request("r-1", "fx", List.of("EURUSD"), Request.Priority.SCHEDULED, null);

        assertThat(Request.parse(request.toJson())).isEqualTo(request);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            hello                                                  | The body is not JSON
            [1]                                                    | The body is [1], must be a JSON object
            {"dataset":"quote","keys":["A"]}                       | id is missing, must be a text
            {"id":7,"dataset":"quote","keys":["A"]}                | id is 7, must be a text
            {"id":"r","dataset":"quote","keys":[]}                 | keys is [], must be an array of 1 to 1000 keys
            {"id":"r","dataset":"quote","keys":"A"}                | keys is "A", must be an array of 1 to 1000 keys
            {"id":"r","dataset":"quote","keys":[1]}                | keys holds 1, each must be a text
            {"id":"r","dataset":"quote","keys":["A"],"prio":1}     | There is a field 'prio', allowed are dataset, id, keys, payload, priority
            {"id":"r","dataset":"quote","keys":["A"],"priority":1} | priority is 1, must be interactive, scheduled or backfill
            {"id":"r","id":"s","dataset":"quote","keys":["A"]}     | The body is not JSON: Duplicate field 'id'
            """)
    void says_what_is_wrong_with_a_body_that_is_no_request(String body, String reason) {
        assertThatThrownBy(() -> parse(body))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(reason);
    }

    @Test
    void refuses_bytes_that_are_no_text() {
        assertThatThrownBy(() -> Request.parse(new byte[] {'"', (byte) 0xC3, (byte) 0x28, '"'}))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void writes_each_result_with_its_own_status() {
        List<Result> results = List.of(
                new Result.Found("AAPL", Payload.utf8("{\"price\":1.10}"), "quotewell; hit; ttl=9"),
                new Result.Missing("NOSUCH", Problem.of(Problem.Type.UNKNOWN_SYMBOL, "No provider knows NOSUCH")));

        assertThat(text(Result.toJson(results)))
                .isEqualTo(
                        "{\"results\":[{\"key\":\"AAPL\",\"status\":200,\"cacheStatus\":\"quotewell; hit; ttl=9\",\"record\":{\"price\":1.10}},"
                                + "{\"key\":\"NOSUCH\",\"status\":404,\"problem\":{\"type\":\"unknown-symbol\","
                                + "\"title\":\"There is no such symbol\",\"status\":404,\"detail\":\"No provider knows NOSUCH\"}}]}");
    }

    @Test
    void an_event_is_a_cloud_event_around_the_record() {
        Event event = new Event("x1", "quote", "AAPL", Instant.parse("2026-03-02T15:00:00Z"), "finnhub", "miss");

        assertThat(text(event.toJson(Payload.utf8("{\"price\":1.10}"))))
                .isEqualTo("{\"specversion\":\"1.0\",\"id\":\"x1\",\"source\":\"/quotewell\","
                        + "\"type\":\"dev.quotewell.quote.v1\",\"subject\":\"AAPL\",\"time\":\"2026-03-02T15:00:00Z\","
                        + "\"datacontenttype\":\"application/json\",\"provider\":\"finnhub\",\"cachestatus\":\"miss\","
                        + "\"partitionkey\":\"quote:AAPL\",\"data\":{\"price\":1.10}}");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1000, 1", "1001, 2", "60000, 60"})
    void tells_when_to_come_back_in_whole_seconds(long millis, long seconds) {
        Problem problem = new Problem(Problem.Type.UNAVAILABLE, "Too much", Duration.ofMillis(millis));

        assertThat(problem.retryAfterSeconds()).isEqualTo(seconds);
    }
}
