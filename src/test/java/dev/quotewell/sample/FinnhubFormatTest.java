package dev.quotewell.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FinnhubFormatTest {

    private final FinnhubFormat format = new FinnhubFormat(new Tape(new Walk(7)));
    private final FormatFixture finnhub = new FormatFixture(format);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AAPL",
                "BRK.B",
                "PETR4.SA",
                "VOD.L",
                "OANDA:EUR_USD",
                "FHFX:USD-JPY",
                "BINANCE:BTCUSDT",
                "COINBASE:ETH-EUR"
            })
    void a_quote_has_eight_short_names(String symbol) {
        JsonNode quote = finnhub.json("/api/v1/quote?token=x&symbol=" + symbol);

        assertThat(quote.fieldNames()).toIterable().containsExactly("c", "d", "dp", "h", "l", "o", "pc", "t");
        assertThat(quote.path("c").decimalValue())
                .isBetween(quote.path("l").decimalValue(), quote.path("h").decimalValue());
        assertThat(quote.path("d").decimalValue())
                .isEqualByComparingTo(
                        quote.path("c").decimalValue().subtract(quote.path("pc").decimalValue()));
        assertThat(quote.path("t").asLong()).isEqualTo(FormatFixture.NOW.getEpochSecond());
    }

    @Test
    void an_unknown_symbol_gets_zeros_of_1970() {
        Reply reply = finnhub.ask("/api/v1/quote?token=x&symbol=BRK-B");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).contains("\"c\":0,", "\"d\":null", "\"t\":0}");
    }

    @Test
    void the_last_trade_of_a_closed_market_was_at_its_close() {
        Reply reply = finnhub.ask("/api/v1/quote?token=x&symbol=AAPL", Instant.parse("2025-06-21T12:00:00Z"));

        assertThat(FormatFixture.json(reply).path("t").asLong())
                .isEqualTo(Instant.parse("2025-06-20T20:00:00Z").getEpochSecond());
    }

    @Test
    void a_missing_key_is_401() {
        Reply reply = finnhub.ask("/api/v1/quote?symbol=AAPL");

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.body()).isEqualTo("{\"error\":\"Please use an API key.\"}");
    }

    @Test
    void the_key_may_come_as_a_header() {
        Reply reply = format.answer(new Call("/api/v1/quote", Map.of("symbol", "AAPL"), "x"), FormatFixture.NOW);

        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void daily_candles_are_columns_from_old_to_new_at_midnight_utc() {
        JsonNode candles = finnhub.json("/api/v1/stock/candle?token=x&symbol=AAPL&resolution=D&from="
                + Instant.parse("2025-06-12T00:00:00Z").getEpochSecond() + "&to="
                + FormatFixture.NOW.getEpochSecond());

        assertThat(candles.path("s").asText()).isEqualTo("ok");
        assertThat(candles.path("t"))
                .extracting(time -> Instant.ofEpochSecond(time.asLong()).toString())
                .containsExactly(
                        "2025-06-12T00:00:00Z",
                        "2025-06-13T00:00:00Z",
                        "2025-06-16T00:00:00Z",
                        "2025-06-17T00:00:00Z",
                        "2025-06-18T00:00:00Z");
        for (String column : new String[] {"o", "h", "l", "c", "v"}) {
            assertThat(candles.path(column)).hasSize(5);
        }
        assertThat(candles.path("c").path(4))
                .isEqualTo(finnhub.json("/api/v1/quote?token=x&symbol=AAPL").path("c"));
    }

    @Test
    void minute_candles_start_with_the_session() {
        JsonNode candles = finnhub.json("/api/v1/stock/candle?token=x&symbol=AAPL&resolution=15&from="
                + Instant.parse("2025-06-18T00:00:00Z").getEpochSecond() + "&to="
                + FormatFixture.NOW.getEpochSecond());

        assertThat(candles.path("t").path(0).asLong())
                .isEqualTo(Instant.parse("2025-06-18T13:30:00Z").getEpochSecond());
        assertThat(candles.path("t")).hasSize(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"symbol=NOPE&from=1&to=2", "symbol=AAPL&from=1&to=2"})
    void no_candles_is_said_as_no_data(String query) {
        assertThat(finnhub.ask("/api/v1/stock/candle?token=x&resolution=D&" + query)
                        .body())
                .isEqualTo("{\"s\":\"no_data\"}");
    }
}
