package dev.quotewell.sample;

import static dev.quotewell.sample.FormatFixture.number;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlphaVantageFormatTest {

    private final FormatFixture alphaVantage = new FormatFixture(new AlphaVantageFormat(new Tape(new Walk(7))));

    @ParameterizedTest
    @ValueSource(strings = {"IBM", "BRK.B", "PETR4.SAO", "VOD.LON"})
    void a_quote_is_ten_numbered_texts(String symbol) {
        JsonNode quote = json("function=GLOBAL_QUOTE&symbol=" + symbol).path("Global Quote");

        assertThat(names(quote))
                .containsExactly(
                        "01. symbol",
                        "02. open",
                        "03. high",
                        "04. low",
                        "05. price",
                        "06. volume",
                        "07. latest trading day",
                        "08. previous close",
                        "09. change",
                        "10. change percent");
        assertThat(quote).allSatisfy(field -> assertThat(field.isTextual()).isTrue());
        assertThat(quote.path("01. symbol").asText()).isEqualTo(symbol);
        assertThat(quote.path("05. price").asText()).matches("\\d+\\.\\d{4}");
        assertThat(quote.path("07. latest trading day").asText()).isEqualTo("2025-06-18");
        assertThat(quote.path("10. change percent").asText()).matches("-?\\d+\\.\\d{4}%");
        assertThat(number(quote, "05. price").subtract(number(quote, "08. previous close")))
                .isEqualTo(number(quote, "09. change"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOPE", "BRK-B", "PETR4.SA", "VOD.L", ""})
    void an_unknown_symbol_gets_an_empty_quote(String symbol) {
        Reply reply = ask("function=GLOBAL_QUOTE&symbol=" + symbol);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"Global Quote\":{}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "function=TIME_SERIES_DAILY&symbol=NOPE",
                "function=TIME_SERIES_INTRADAY&symbol=IBM&interval=2min",
                "function=CURRENCY_EXCHANGE_RATE&from_currency=EUR&to_currency=XXX",
                "function=FX_DAILY&from_symbol=EUR&to_symbol=EUR",
                "function=NOPE"
            })
    void what_it_does_not_know_is_an_invalid_call_with_200(String query) {
        Reply reply = ask(query);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(FormatFixture.json(reply).path("Error Message").asText()).startsWith("Invalid API call.");
    }

    @Test
    void a_missing_key_is_an_error_message_with_200() {
        Reply reply = alphaVantage.ask("/query?function=GLOBAL_QUOTE&symbol=IBM");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(FormatFixture.json(reply).path("Error Message").asText())
                .startsWith("the parameter apikey is invalid or missing.");
    }

    @Test
    void daily_rows_run_from_today_backwards_over_weekdays() {
        JsonNode body = json("function=TIME_SERIES_DAILY&symbol=IBM");

        List<String> days = names(body.path("Time Series (Daily)"));
        assertThat(days).hasSize(100).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(days.get(0)).isEqualTo("2025-06-18");
        assertThat(days).allMatch(day -> Session.NEW_YORK.trades(LocalDate.parse(day)));
        assertThat(body.path("Meta Data").path("4. Output Size").asText()).isEqualTo("Compact");
    }

    @Test
    void todays_row_is_todays_quote() {
        JsonNode quote = json("function=GLOBAL_QUOTE&symbol=IBM").path("Global Quote");
        JsonNode row = json("function=TIME_SERIES_DAILY&symbol=IBM")
                .path("Time Series (Daily)")
                .path("2025-06-18");

        assertThat(row.path("1. open")).isEqualTo(quote.path("02. open"));
        assertThat(row.path("2. high")).isEqualTo(quote.path("03. high"));
        assertThat(row.path("3. low")).isEqualTo(quote.path("04. low"));
        assertThat(row.path("4. close")).isEqualTo(quote.path("05. price"));
        assertThat(row.path("5. volume")).isEqualTo(quote.path("06. volume"));
    }

    @Test
    void full_output_reaches_back_ten_years() {
        JsonNode rows =
                json("function=TIME_SERIES_DAILY&symbol=IBM&outputsize=full").path("Time Series (Daily)");

        assertThat(rows.size()).isGreaterThan(2_600);
        assertThat(rows.has("2015-01-02")).isTrue();
    }

    @Test
    void intraday_rows_are_keyed_by_new_york_time() {
        JsonNode body = json("function=TIME_SERIES_INTRADAY&symbol=IBM&interval=5min");

        JsonNode rows = body.path("Time Series (5min)");
        assertThat(names(rows)).hasSize(100).startsWith("2025-06-18 11:10:00", "2025-06-18 11:05:00");
        assertThat(names(rows)).contains("2025-06-17 15:55:00").doesNotContain("2025-06-17 16:00:00");
        assertThat(body.path("Meta Data").path("6. Time Zone").asText()).isEqualTo("US/Eastern");
    }

    @Test
    void an_exchange_rate_has_eight_decimals_between_bid_and_ask() {
        JsonNode rate = json("function=CURRENCY_EXCHANGE_RATE&from_currency=EUR&to_currency=BRL")
                .path("Realtime Currency Exchange Rate");

        assertThat(rate.path("2. From_Currency Name").asText()).isEqualTo("Euro");
        assertThat(rate.path("5. Exchange Rate").asText()).matches("\\d+\\.\\d{8}");
        assertThat(rate.path("6. Last Refreshed").asText()).isEqualTo("2025-06-18 15:12:34");
        assertThat(number(rate, "5. Exchange Rate"))
                .isGreaterThan(number(rate, "8. Bid Price"))
                .isLessThan(number(rate, "9. Ask Price"));
    }

    @Test
    void a_coin_has_an_exchange_rate_too() {
        assertThat(json("function=CURRENCY_EXCHANGE_RATE&from_currency=BTC&to_currency=USD")
                        .path("Realtime Currency Exchange Rate")
                        .has("5. Exchange Rate"))
                .isTrue();
    }

    @Test
    void fx_days_have_five_decimals_and_no_volume() {
        JsonNode rows = json("function=FX_DAILY&from_symbol=EUR&to_symbol=USD").path("Time Series FX (Daily)");

        JsonNode today = rows.path("2025-06-18");
        assertThat(names(today)).containsExactly("1. open", "2. high", "3. low", "4. close");
        assertThat(today.path("4. close").asText()).matches("\\d+\\.\\d{5}");
        assertThat(names(rows)).hasSize(100);
    }

    private JsonNode json(String query) {
        return FormatFixture.json(ask(query));
    }

    private Reply ask(String query) {
        return alphaVantage.ask("/query?apikey=demo&" + query);
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
