package dev.quotewell.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.json.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request must not hold, and how large its reply becomes. */
class RequestLimitsTest {

    private static byte[] withPayload(String payload) {
        return ("{\"id\":\"r\",\"dataset\":\"quote\",\"keys\":[\"A\"],\"payload\":" + payload + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String refusal(byte[] body) {
        List<String> messages = new ArrayList<>();
        assertThatThrownBy(() -> Request.parse(body))
                .isInstanceOfSatisfying(InvalidRequestException.class, e -> messages.add(e.getMessage()));
        assertThat(messages.get(0)).hasSizeLessThan(300).doesNotContain("Exception", "Jackson", "`", "Feature");
        return messages.get(0);
    }

    @Test
    void a_body_of_more_than_a_megabyte_is_refused_and_one_of_just_that_is_not() {
        int frame = withPayload("\"\"").length;

        assertThat(refusal(withPayload("\"" + "x".repeat(5 << 20) + "\"")))
                .isEqualTo("The body has " + ((5 << 20) + frame) + " bytes, at most 1048576");
        assertThat(Request.parse(withPayload("\"" + "x".repeat((1 << 20) - frame) + "\""))
                        .id())
                .isEqualTo("r");
    }

    @Test
    void ten_thousand_levels_are_refused() {
        assertThat(refusal(withPayload("[".repeat(10_000) + "]".repeat(10_000))))
                .startsWith("The body is not JSON: Document nesting depth (201) exceeds the maximum allowed (200)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "1.", "01", "{\"a\":1,\"a\":2}", "'x'", "tru", "\"\\ud8\""})
    void what_strict_json_does_not_know_is_refused(String payload) {
        assertThat(refusal(withPayload(payload))).startsWith("The body is not JSON: ");
    }

    static List<byte[]> notUtf8() {
        byte[] lone = withPayload("\"?\"");
        lone[lone.length - 3] = (byte) 0xC3;
        byte[] overlong = withPayload("\"??\"");
        overlong[overlong.length - 4] = (byte) 0xC0;
        overlong[overlong.length - 3] = (byte) 0xAF;
        return List.of(
                lone,
                overlong,
                new String(withPayload("\"é\""), StandardCharsets.UTF_8).getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @MethodSource("notUtf8")
    void bytes_that_are_no_utf8_are_refused(byte[] body) {
        assertThat(refusal(body)).isEqualTo("The body is not UTF-8 text");
    }

    @Test
    void text_in_another_unicode_encoding_is_refused() {
        assertThat(refusal(new String(withPayload("1"), StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16LE)))
                .startsWith("The body is not JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E999999999", "1E-999999999", "1E600", "[{\"deep\":[1E-600]}]"})
    void a_number_that_is_endless_when_written_in_full_is_refused(String payload) {
        assertThat(refusal(withPayload(payload)))
                .isEqualTo(
                        "There is a number of more than 500 digits when written in full, at most so many are allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud800\"", "{\"\\udc00\":1}"})
    void half_a_surrogate_pair_is_refused_since_nobody_could_be_sent_it(String payload) {
        assertThat(refusal(withPayload(payload)))
                .isEqualTo("There is a text with half a surrogate pair, which is no Unicode");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E400", "1.10", "1E-8", "-0.0", "12345678901234567890.123456789", "\"😀\"", "null", "1E5"})
    void what_is_taken_is_the_same_request_when_it_was_written_and_read_again(String payload) {
        Request request = Request.parse(withPayload(payload));

        Request again = Request.parse(request.toJson());

        assertThat(again.fingerprint()).isEqualTo(request.fingerprint());
        assertThat(again.toJson()).isEqualTo(request.toJson());
    }

    @Test
    void spaces_and_the_order_of_fields_make_no_other_request_and_a_digit_does() {
        String spaced = "{ \"keys\": [\"A\"], \"dataset\":\"quote\", \"id\":\"r\", \"payload\":1.10 }";

        assertThat(Request.parse(spaced.getBytes(StandardCharsets.UTF_8)).fingerprint())
                .isEqualTo(Request.parse(withPayload("1.10")).fingerprint())
                .isNotEqualTo(Request.parse(withPayload("1.1")).fingerprint());
    }

    @Test
    void the_id_may_be_left_out_where_one_is_at_hand_but_not_be_null() {
        byte[] body = "{\"dataset\":\"quote\",\"keys\":[\"A\"]}".getBytes(StandardCharsets.UTF_8);
        byte[] nothing = "{\"id\":null,\"dataset\":\"quote\",\"keys\":[\"A\"]}".getBytes(StandardCharsets.UTF_8);

        assertThat(Request.parse(body, () -> "mine").id()).isEqualTo("mine");
        assertThatThrownBy(() -> Request.parse(nothing, () -> "mine")).hasMessage("id is null, must be a text");
    }

    private static List<Result> results(int... sizes) {
        return IntStream.range(0, sizes.length)
                .<Result>mapToObj(i -> new Result.Found(
                        "K" + i, Payload.utf8("{\"text\":\"" + "é".repeat(sizes[i] / 2) + "\"}"), "quotewell; \"hit\""))
                .toList();
    }

    @Test
    void the_size_of_a_result_is_what_it_takes_in_a_reply() {
        Result missing = new Result.Missing("é\"\n", Problem.of(Problem.Type.INVALID_KEY, "Found é"));
        for (List<Result> results : List.of(results(0), results(7, 10_000), List.of(missing))) {
            long sizes = results.stream().mapToLong(Result::size).sum();

            assertThat(Result.toJson(results)).hasSize("{\"results\":[]}".length() + (int) sizes - 1);
        }
    }

    @Test
    void a_reply_that_would_become_too_large_says_so_for_the_keys_without_room() {
        Request request = Request.parse(withPayload("1"));
        List<Result> results = results(100, 50_000, 100, 3_000, 50_000, 10);

        byte[] reply = request.reply(results, 6_000);

        assertThat(reply).hasSizeLessThanOrEqualTo(6_000);
        List<Result> fitting = Result.fitting(results, 6_000 - request.reply(List.of()).length);
        assertThat(reply).isEqualTo(request.reply(fitting));
        assertThat(fitting).extracting(Result::status).containsExactly(200, 413, 200, 200, 413, 200);
        assertThat(fitting).extracting(Result::key).containsExactly("K0", "K1", "K2", "K3", "K4", "K5");
        assertThat(new String(reply, StandardCharsets.UTF_8))
                .contains("\"type\":\"too-large\"", "ask for fewer keys at once");
    }

    @Test
    void a_reply_of_just_the_allowed_size_is_left_as_it_is() {
        Request request = Request.parse(withPayload("1"));
        List<Result> results = results(1_000, 1_000);
        int whole = request.reply(results).length;

        assertThat(request.reply(results, whole)).hasSize(whole);
        assertThat(Result.fitting(results, whole - request.reply(List.of()).length - 1))
                .extracting(Result::status)
                .containsExactly(200, 413);
    }

    @Test
    void a_thousand_keys_have_a_result_each_however_large_their_records_are() {
        Request request = Request.parse(withPayload("1"));
        List<Result> results =
                results(IntStream.generate(() -> 20_000).limit(1000).toArray());

        byte[] reply = request.reply(results, 4 << 20);

        assertThat(reply).hasSizeBetween((4 << 20) - 21_000, 4 << 20);
        assertThat(Result.fitting(results, 4 << 20)).hasSize(1000);
    }
}
