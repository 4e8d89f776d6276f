package dev.quotewell.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrankfurterFormatTest {

    private final FormatFixture frankfurter = new FormatFixture(new FrankfurterFormat(new Tape(new Walk(7))));

    @Test
    void latest_is_the_asked_rates_of_one_day() {
        Reply reply = frankfurter.ask("/v1/latest?base=USD&symbols=GBP,EUR");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body())
                .matches("\\{\"amount\":1\\.0,\"base\":\"USD\",\"date\":\"2025-06-18\","
                        + "\"rates\":\\{\"EUR\":0\\.\\d{1,5},\"GBP\":0\\.\\d{1,5}}}");
    }

    @Test
    void without_parameters_it_is_all_currencies_for_one_euro() {
        JsonNode body = frankfurter.json("/v1/latest");

        assertThat(body.path("base").asText()).isEqualTo("EUR");
        assertThat(body.path("rates").fieldNames())
                .toIterable()
                .containsExactly("AUD", "BRL", "CAD", "CHF", "CNY", "GBP", "INR", "JPY", "MXN", "NZD", "SEK", "USD");
    }

    @ParameterizedTest
    @CsvSource({
        // an hour before and a moment after publication in Frankfurt, on a Sunday
        "2025-06-18T13:00:00Z, 2025-06-17",
        "2025-06-18T14:00:00Z, 2025-06-18",
        "2025-06-22T18:00:00Z, 2025-06-20"
    })
    void latest_is_what_has_been_published(Instant now, String date) {
        assertThat(FormatFixture.json(frankfurter.ask("/v1/latest", now))
                        .path("date")
                        .asText())
                .isEqualTo(date);
    }

    @Test
    void a_day_off_is_answered_with_the_working_day_before_it() {
        assertThat(frankfurter.json("/v1/2025-06-15").path("date").asText()).isEqualTo("2025-06-13");
    }

    @Test
    void a_published_rate_never_changes() {
        Reply then = frankfurter.ask("/v1/2025-06-16?base=EUR&symbols=USD");

        assertThat(frankfurter.ask("/v1/2025-06-16?base=EUR&symbols=USD", Instant.parse("2026-01-01T00:00:00Z")))
                .isEqualTo(then);
    }

    @Test
    void a_range_holds_each_working_day_from_old_to_new() {
        JsonNode body = frankfurter.json("/v1/2025-06-12..2025-06-17?base=USD&symbols=BRL");

        assertThat(body.path("start_date").asText()).isEqualTo("2025-06-12");
        assertThat(body.path("end_date").asText()).isEqualTo("2025-06-17");
        assertThat(body.path("rates").fieldNames())
                .toIterable()
                .containsExactly("2025-06-12", "2025-06-13", "2025-06-16", "2025-06-17");
        assertThat(body.path("rates").path("2025-06-17"))
                .isEqualTo(
                        frankfurter.json("/v1/2025-06-17?base=USD&symbols=BRL").path("rates"));
    }

    @Test
    void a_range_from_a_day_off_begins_with_the_working_day_before_it() {
        JsonNode body = frankfurter.json("/v1/2025-01-01..2025-01-03");

        assertThat(body.path("rates").fieldNames())
                .toIterable()
                .containsExactly("2024-12-31", "2025-01-02", "2025-01-03");
    }

    @Test
    void an_open_range_ends_with_the_latest_day() {
        assertThat(frankfurter.json("/v1/2025-06-02..").path("end_date").asText())
                .isEqualTo("2025-06-18");
    }

    @Test
    void a_version_stands_for_the_last_day_of_its_rates() {
        Reply before = frankfurter.ask("/v1/latest", Instant.parse("2025-06-18T13:59:59Z"));
        Reply after = frankfurter.ask("/v1/latest", Instant.parse("2025-06-18T14:00:00Z"));

        assertThat(before.headers())
                .containsEntry("Cache-Control", "public, max-age=86400")
                .extractingByKey("ETag")
                .asString()
                .matches("\"[0-9a-f]{32}\"");
        assertThat(after.headers().get("ETag")).isNotEqualTo(before.headers().get("ETag"));
        assertThat(frankfurter.ask("/v1/2025-06-17").headers()).isEqualTo(before.headers());
        assertThat(frankfurter.ask("/v1/2025-06-02..2025-06-17").headers()).isEqualTo(before.headers());
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/latest?base=XXX, 404, not found",
        "/v1/latest?base=USD&symbols=XXX, 404, not found",
        "/v1/latest?base=BTC, 404, not found",
        "/v1/1990-01-01, 404, not found",
        "/v1/nowhere, 404, not found",
        "/v1/2025-13-45, 422, invalid date",
        "/v1/latest?base=USD&symbols=USD, 422, bad currency pair"
    })
    void says_what_is_wrong_in_a_message(String request, int status, String message) {
        Reply reply = frankfurter.ask(request);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body()).isEqualTo("{\"message\":\"" + message + "\"}");
        assertThat(reply.headers()).isEqualTo(Map.of("Cache-Control", "no-store"));
    }
}
