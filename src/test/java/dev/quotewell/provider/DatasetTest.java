package dev.quotewell.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.quotewell.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetTest {

    private final Dataset quote = Samples.DATASETS.find("quote").orElseThrow();
    private final Dataset bars = Samples.DATASETS.find("bars").orElseThrow();
    private final Dataset fx = Samples.DATASETS.find("fx").orElseThrow();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AAPL",
                "BRK-B",
                "PETR4.SA",
                "VOD.L",
                "^GSPC",
                "BTC-USD",
                "0700.HK",
                "CL=F",
                "EURUSD=X",
                "M&M.NS",
                "A"
            })
    void reads_symbols_as_yahoo_writes_them(String symbol) {
        DatasetKey key = quote.key(symbol);

        assertThat(key).isEqualTo(new DatasetKey("quote", symbol, Map.of("symbol", symbol)));
        assertThat(quote.key(symbol, Map.of())).isEqualTo(key);
    }

    @Test
    void reads_a_key_of_many_parts_from_text_and_from_http_alike() {
        DatasetKey fromText = bars.key("AAPL/1d/2025-01-01/2025-12-31");
        DatasetKey fromHttp = bars.key("AAPL", Map.of("interval", "1d", "to", "2025-12-31", "from", "2025-01-01"));

        assertThat(fromText.parameters())
                .isEqualTo(Map.of("symbol", "AAPL", "interval", "1d", "from", "2025-01-01", "to", "2025-12-31"));
        assertThat(fromHttp).isEqualTo(fromText);
        assertThat(fromHttp.text()).isEqualTo("AAPL/1d/2025-01-01/2025-12-31");
    }

    @Test
    void tells_the_two_currencies_of_a_pair() {
        assertThat(fx.key("EURUSD").parameters()).isEqualTo(Map.of("symbol", "EURUSD", "base", "EUR", "quote", "USD"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "../etc/passwd", "..", ".", "A/..", "%2e%2e", "AAPL\r\nSET x 1", "AAPL\n", "AAPL ", "AA PL",
                "AAPL?x=1", "AAPL#", "A..B", ".L", "BTC--USD", "AAPL,MSFT", "AÄPL", "A{symbol}", "A\u0000", "$0", "\\1",
                "AAPL;DEL", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456", "\u0410\u0410PL"
            })
    void refuses_hostile_symbols_whole(String text) {
        InvalidKeyException refusal = catchThrowableOfType(InvalidKeyException.class, () -> quote.key(text));

        assertThat(refusal).hasMessageStartingWith("quote key: ").message().matches("[\\x20-\\x7e]{1,200}");
        assertThatThrownBy(() -> quote.key(text, Map.of())).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> bars.key(text, Map.of("interval", "1d", "from", "2025-01-01", "to", "2025-01-01")))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void refuses_a_key_of_megabytes_at_once() {
        assertThatThrownBy(() -> quote.key("A".repeat(10_000_000)))
                .isInstanceOf(InvalidKeyException.class)
                .message()
                .hasSizeLessThan(200);
    }

    static List<List<String>> refusedBars() {
        String date = "must be a date such as 2025-01-31";
        return List.of(
                List.of("AAPL/1d/2025-13-01/2025-12-31", "bars key: from is 2025-13-01, " + date),
                List.of("AAPL/1d/2025-02-30/2025-12-31", "bars key: from is 2025-02-30, " + date),
                List.of("AAPL/1d/2025-02-03/", "bars key: to is missing, " + date),
                List.of("AAPL/1d/2025-1-1/2025-12-31", "bars key: from is 2025-1-1, " + date),
                List.of("AAPL/1d/+2025-01-01/2025-12-31", "bars key: from is +2025-01-01, " + date),
                List.of(
                        "AAPL/2d/2025-01-01/2025-12-31",
                        "bars key: interval is 2d, must be one of 1m, 5m, 15m, 1h, 1d"),
                List.of(
                        "AAPL/1d/2025-12-31/2025-01-01",
                        "bars key: to is 2025-01-01, must not be before from 2025-12-31"),
                List.of(
                        "AAPL/1d/2025-01-01",
                        "bars key: found AAPL/1d/2025-01-01, must be symbol/interval/from/to with at most 200 characters"));
    }

    @ParameterizedTest
    @MethodSource("refusedBars")
    void says_which_part_is_wrong_and_what_is_allowed(List<String> keyAndMessage) {
        assertThatThrownBy(() -> bars.key(keyAndMessage.get(0)))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessage(keyAndMessage.get(1));
    }

    @ParameterizedTest
    @CsvSource({"quote,aapl,AAPL", "quote,vod.l,VOD.L", "fx,eurusd,EURUSD"})
    void hints_at_capitals(String dataset, String text, String meant) {
        assertThatThrownBy(() -> Samples.DATASETS.find(dataset).orElseThrow().key(text))
                .hasMessageEndingWith("did you mean " + meant + "?");
    }

    @Test
    void refuses_a_currency_against_itself() {
        assertThatThrownBy(() -> fx.key("EUREUR"))
                .hasMessage(
                        "fx key: symbol is EUREUR, must be two different currency codes in capitals, such as EURUSD");
    }

    @Test
    void refuses_parameters_that_are_no_part_of_the_key() {
        assertThatThrownBy(() -> quote.key("AAPL", Map.of("interval", "1d")))
                .hasMessage("quote key: found interval, allowed is the symbol only");
        assertThatThrownBy(() -> bars.key("AAPL", Map.of("intervall", "1d", "symbol", "MSFT")))
                .hasMessage("bars key: found intervall, symbol, allowed is interval, from, to");
        assertThatThrownBy(() -> bars.key("AAPL", Map.of("interval", "1d")))
                .hasMessage("bars key: from is missing, must be a date such as 2025-01-31");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'symbol':'A','asOf':'2025-01-31','provider':'p'}",
                "{'symbol':'A','price':0,'asOf':'2025-01-31','provider':'p'}",
                "{'symbol':'A','price':0.00,'asOf':'2025-01-31','provider':'p'}",
                "{'symbol':'A','price':'1.5','asOf':'2025-01-31','provider':'p'}",
                "{'symbol':'A','price':null,'asOf':'2025-01-31','provider':'p'}",
                "{'symbol':'A','price':1.5,'asOf':'2025-02-30','provider':'p'}",
                "{'symbol':'A','price':1.5,'asOf':'2025-01-31T10:00:00+01:00','provider':'p'}",
                "{'symbol':'A','price':1.5,'asOf':'2025-01-31 10:00:00','provider':'p'}",
                "{'symbol':'A','price':1.5,'asOf':'2025-01-31','provider':'p','currency':'GBp'}",
                "{'symbol':'A','price':1.5,'asOf':'2025-01-31','provider':'p','prise':1}",
                "{'symbol':'A','price':1.5,'asOf':'2025-01-31','provider':'p','volume':-1}",
                "[]"
            })
    void finds_what_is_wrong_with_a_record(String record) throws JsonProcessingException {
        assertThat(quote.faults(Json.mapper().readTree(record.replace('\'', '"'))))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'symbol':'CL=F','price':-37.63,'asOf':'2020-04-20T18:30:00Z','provider':'p'}",
                "{'symbol':'A','price':1,'asOf':'2025-01-31','provider':'p','session':'closed','exchange':'XNAS'}"
            })
    void finds_nothing_wrong_with_a_valid_record(String record) throws JsonProcessingException {
        assertThat(quote.faults(Json.mapper().readTree(record.replace('\'', '"'))))
                .isEmpty();
    }

    @Test
    void holds_bars_of_days_to_dates_and_of_hours_to_instants() throws JsonProcessingException {
        String record = """
                {"symbol":"A","interval":"%s","asOf":"2025-01-31","provider":"p",
                 "bars":[{"time":"%s","open":1,"high":1,"low":1,"close":1}]}""";

        assertThat(bars.faults(Json.mapper().readTree(record.formatted("1d", "2025-01-31"))))
                .isEmpty();
        assertThat(bars.faults(Json.mapper().readTree(record.formatted("1h", "2025-01-31T10:00:00Z"))))
                .isEmpty();
        assertThat(bars.faults(Json.mapper().readTree(record.formatted("1d", "2025-01-31T10:00:00Z"))))
                .isNotEmpty();
        assertThat(bars.faults(Json.mapper().readTree(record.formatted("1h", "2025-01-31"))))
                .isNotEmpty();
    }
}
