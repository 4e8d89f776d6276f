package dev.quotewell.sample;

import static dev.quotewell.sample.FormatFixture.number;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoinbaseFormatTest {

    private final FormatFixture coinbase = new FormatFixture(new CoinbaseFormat(new Tape(new Walk(7))));

    @ParameterizedTest
    @ValueSource(strings = {"BTC-USD", "BTC-EUR", "ETH-USD", "ETH-EUR", "SOL-USD"})
    void a_ticker_is_texts_with_a_time_in_microseconds(String product) {
        JsonNode ticker = coinbase.json("/products/" + product + "/ticker");

        assertThat(ticker.path("price").isTextual()).isTrue();
        assertThat(number(ticker, "price")).isBetween(number(ticker, "bid"), number(ticker, "ask"));
        assertThat(number(ticker, "volume")).isPositive();
        assertThat(ticker.path("time").asText()).isEqualTo("2025-06-18T15:12:34.567000Z");
    }

    @Test
    void statistics_span_the_last_day_and_end_with_the_ticker() {
        JsonNode stats = coinbase.json("/products/BTC-USD/stats");

        assertThat(stats.path("last"))
                .isEqualTo(coinbase.json("/products/BTC-USD/ticker").path("price"));
        assertThat(number(stats, "last")).isBetween(number(stats, "low"), number(stats, "high"));
        assertThat(number(stats, "volume_30day")).isGreaterThan(number(stats, "volume"));
    }

    @Test
    void candles_are_rows_of_time_low_high_open_close_volume_newest_first() {
        JsonNode rows = coinbase.json("/products/BTC-USD/candles?granularity=86400&start=2025-06-13&end=2025-06-18");

        assertThat(rows)
                .extracting(row -> Instant.ofEpochSecond(row.path(0).asLong()).toString())
                .containsExactly(
                        "2025-06-18T00:00:00Z",
                        "2025-06-17T00:00:00Z",
                        "2025-06-16T00:00:00Z",
                        "2025-06-15T00:00:00Z",
                        "2025-06-14T00:00:00Z",
                        "2025-06-13T00:00:00Z");
        assertThat(rows).allSatisfy(row -> {
            assertThat(row).hasSize(6);
            assertThat(row.path(3).decimalValue())
                    .isBetween(row.path(1).decimalValue(), row.path(2).decimalValue());
            assertThat(row.path(4).decimalValue())
                    .isBetween(row.path(1).decimalValue(), row.path(2).decimalValue());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "2025-06-18T10:00:00Z, 2025-06-18T12:00:00Z",
        "2025-06-18T10:00:00,  2025-06-18T12:00:00",
        "2025-06-18T07:00:00-03:00, 2025-06-18T09:00:00-03:00",
        "1750240800, 1750248000"
    })
    void reads_times_as_iso_or_seconds(String start, String end) {
        JsonNode rows = coinbase.json("/products/ETH-EUR/candles?granularity=3600&start=" + start + "&end=" + end);

        assertThat(rows).extracting(row -> row.path(0).asLong()).containsExactly(1750248000L, 1750244400L, 1750240800L);
    }

    @Test
    void without_a_range_it_answers_350_candles() {
        assertThat(coinbase.json("/products/BTC-USD/candles?granularity=300")).hasSize(350);
    }

    @Test
    void the_future_has_no_candles() {
        assertThat(coinbase.ask("/products/BTC-USD/candles?granularity=86400&start=2030-01-01&end=2030-02-01")
                        .body())
                .isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource({
        "/products/NOPE-USD/ticker, 404, NotFound",
        "/products/BTC-BRL/candles, 404, NotFound",
        "/nowhere, 404, NotFound",
        "/products/BTC-USD/candles?granularity=7, 400, Unsupported granularity",
        "/products/BTC-USD/candles?granularity=60&start=2025-06-01&end=2025-06-02, 400, granularity too small",
        "/products/BTC-USD/candles?granularity=60&start=soon&end=later, 400, Invalid start or end"
    })
    void says_what_is_wrong_in_a_message(String request, int status, String message) {
        Reply reply = coinbase.ask(request);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body()).startsWith("{\"message\":\"" + message);
    }
}
