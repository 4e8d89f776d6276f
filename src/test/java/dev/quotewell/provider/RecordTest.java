package dev.quotewell.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quotewell.json.Payload;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What record a reply becomes. */
class RecordTest {

    private static final String CANDLE_MINUTES = """
            {"s":"ok","t":[%s],"o":[1.10,2.20,3.30],"h":[1.10,2.20,3.30],"l":[1.10,2.20,3.30],"c":[1.10,2.20,3.30],"v":[1,2,3]}""";

    @ParameterizedTest
    @ValueSource(strings = {"12345678901234567890.123456789", "1.10", "0.00000001", "100.0", "33300000000000000000001"})
    void keeps_digits_from_end_to_end(String digits) {
        String asNumber = Samples.record(
                "finnhub", "quote/AAPL", Samples.ok("{\"c\":" + digits + ",\"h\":" + digits + ",\"t\":1636322400}"));
        String asText = Samples.record(
                "coinbase",
                "quote/BTC-USD",
                Samples.ok("{\"price\":\"" + digits + "\",\"volume\":\"" + digits
                        + "\",\"time\":\"2025-01-31T10:00:00Z\"}"));

        assertThat(asNumber).contains("\"price\":" + digits + ",", "\"high\":" + digits + ",");
        assertThat(asText).contains("\"price\":" + digits + ",", "\"volume\":" + digits + ",");
    }

    @Test
    void writes_an_exponent_out() {
        assertThat(Samples.record("finnhub", "quote/AAPL", Samples.ok("{\"c\":1.12e+08,\"l\":1e-8,\"t\":1636322400}")))
                .contains("\"price\":112000000,", "\"low\":0.00000001,");
    }

    @Test
    void leaves_out_what_is_missing() {
        String zeros = "{\"c\":1.5,\"d\":null,\"dp\":null,\"h\":0,\"l\":0.00,\"o\":0,\"pc\":0,\"t\":1636322400}";
        String none =
                "{\"Global Quote\":{\"05. price\":\"1.50\",\"02. open\":\"None\",\"03. high\":\"-\",\"04. low\":\"\","
                        + "\"06. volume\":\"0\",\"07. latest trading day\":\"2026-09-04\",\"10. change percent\":\"N/A\"}}";

        assertThat(Samples.record("finnhub", "quote/AAPL", Samples.ok(zeros)))
                .isEqualTo("{\"symbol\":\"AAPL\",\"price\":1.5,\"currency\":\"USD\",\"asOf\":\"2021-11-07T22:00:00Z\","
                        + "\"provider\":\"finnhub\"}");
        assertThat(Samples.record("alphavantage", "quote/IBM", Samples.ok(none)))
                .isEqualTo(
                        "{\"symbol\":\"IBM\",\"price\":1.50,\"volume\":0,\"currency\":\"USD\",\"asOf\":\"2026-09-04\","
                                + "\"provider\":\"alphavantage\"}");
    }

    @Test
    void leaves_out_the_volume_of_one_exchange_among_many() {
        String row = "[{\"date\":\"2025-01-31T14:30:00.000Z\",\"open\":1.0,\"high\":1.5,\"low\":0.5,\"close\":1.10,"
                + "\"volume\":7}]";

        assertThat(Samples.record("tiingo-iex", "bars/AAPL/1h/2025-01-31/2025-01-31", Samples.ok(row)))
                .contains("{\"time\":\"2025-01-31T14:30:00Z\",\"open\":1.0,\"high\":1.5,\"low\":0.5,\"close\":1.10}");
    }

    @Test
    void takes_hours_of_yahoo_by_either_of_its_names_for_them() {
        String chart = "{\"chart\":{\"result\":[{\"meta\":{\"symbol\":\"AAPL\",\"currency\":\"USD\",\"instrumentType\":"
                + "\"EQUITY\",\"exchangeTimezoneName\":\"America/New_York\",\"dataGranularity\":\"60m\"},\"timestamp\":"
                + "[1738333800,1738337400],\"indicators\":{\"quote\":[{\"open\":[1.0,null],\"high\":[1.5,null],\"low\":"
                + "[0.5,null],\"close\":[1.10,null],\"volume\":[0,null]}]}}]}}";

        assertThat(Samples.record("yahoo", "bars/AAPL/1h/2025-01-31/2025-01-31", Samples.ok(chart)))
                .contains("\"bars\":[{\"time\":\"2025-01-31T14:30:00Z\",\"open\":1.0,\"high\":1.5,\"low\":0.5,"
                        + "\"close\":1.10,\"volume\":0}]")
                .doesNotContain("adjusted");
    }

    @Test
    void makes_pounds_of_pence_by_moving_the_point() {
        String pence =
                "{\"Global Quote\":{\"01. symbol\":\"VOD.LON\",\"02. open\":\"71.9000\",\"05. price\":\"7234.56\","
                        + "\"06. volume\":\"10\",\"07. latest trading day\":\"2026-09-04\",\"09. change\":\"-0.5\","
                        + "\"10. change percent\":\"-0.0069%\"}}";

        assertThat(Samples.record("alphavantage", "quote/VOD.L", Samples.ok(pence)))
                .isEqualTo("{\"symbol\":\"VOD.L\",\"price\":72.3456,\"open\":0.719000,\"change\":-0.005,"
                        + "\"changePercent\":-0.0069,\"volume\":10,\"currency\":\"GBP\",\"asOf\":\"2026-09-04\","
                        + "\"provider\":\"alphavantage\"}");
    }

    @Test
    void reads_bid_ask_and_the_zone_of_a_rate() {
        String rate =
                "{\"Realtime Currency Exchange Rate\":{\"1. From_Currency Code\":\"EUR\",\"3. To_Currency Code\":\"USD\","
                        + "\"5. Exchange Rate\":\"1.16010000\",\"6. Last Refreshed\":\"2026-09-08 09:15:02\",\"7. Time Zone\":"
                        + "\"US/Eastern\",\"8. Bid Price\":\"1.16005000\",\"9. Ask Price\":\"-\"}}";

        assertThat(Samples.record("alphavantage", "fx/EURUSD", Samples.ok(rate)))
                .isEqualTo(
                        "{\"symbol\":\"EURUSD\",\"base\":\"EUR\",\"quote\":\"USD\",\"rate\":1.16010000,\"bid\":1.16005000,"
                                + "\"asOf\":\"2026-09-08T13:15:02Z\",\"provider\":\"alphavantage\"}");
    }

    @Test
    void puts_bars_oldest_first_and_leaves_the_unfinished_one_out() {
        // The clock says 20:30; bars of 15 minutes begin at 20:00, 20:15 (just over) and 20:30 (not over).
        String body = CANDLE_MINUTES.formatted("1788899400,1788897600,1788898500");

        String record = Samples.record("finnhub", "bars/AAPL/15m/2026-09-08/2026-09-08", Samples.ok(body));

        assertThat(record)
                .contains(
                        "\"bars\":[{\"time\":\"2026-09-08T20:00:00Z\",\"open\":2.20,",
                        "},{\"time\":\"2026-09-08T20:15:00Z\"")
                .contains("\"asOf\":\"2026-09-08T20:15:00Z\"")
                .doesNotContain("20:30:00");
    }

    @ParameterizedTest
    @CsvSource({
        // Asked on the evening of 8 September, in UTC: its own bar is not final yet.
        "2026-09-01, 2026-09-30, 2026-09-04 2026-09-07",
        "2026-09-05, 2026-09-07, 2026-09-07",
        "2026-09-04, 2026-09-04, 2026-09-04"
    })
    void cuts_days_to_what_was_asked_and_is_over(String from, String to, String days) {
        String body = "[[1788825600,1,3,2,2,9],[1788739200,1,3,2,2,9],[1788480000,1,3,2,2,9]]";

        String record = Samples.record("coinbase", "bars/BTC-USD/1d/" + from + "/" + to, Samples.ok(body));

        assertThat(record.replaceAll("(?s).*\"bars\":\\[(.*)].*", "$1")
                        .replaceAll("\\{\"time\":\"([-0-9]+)\"[^}]*},?", "$1 "))
                .isEqualTo(days + " ");
    }

    @Test
    void has_no_data_when_only_an_unfinished_bar_came() {
        ProviderFailedException failure = catchThrowableOfType(
                ProviderFailedException.class,
                () -> Samples.record(
                        "coinbase", "bars/BTC-USD/1d/2026-09-08/2026-09-08", Samples.ok("[[1788825600,1,3,2,2,9]]")));

        assertThat(failure.failure()).isEqualTo(FailureClass.NO_DATA);
    }

    @Test
    void does_not_pass_a_hundred_days_off_as_a_longer_period() {
        StringBuilder days = new StringBuilder();
        for (int day = 0; day < 100; day++) {
            days.append(day == 0 ? "" : ",")
                    .append("\"" + LocalDate.parse("2026-05-01").plusDays(day) + "\":")
                    .append(
                            "{\"1. open\":\"1\",\"2. high\":\"1\",\"3. low\":\"1\",\"4. close\":\"1\",\"5. volume\":\"1\"}");
        }
        String body = "{\"Meta Data\":{\"5. Time Zone\":\"US/Eastern\"},\"Time Series (Daily)\":{" + days + "}}";

        ProviderFailedException failure = catchThrowableOfType(
                ProviderFailedException.class,
                () -> Samples.record("alphavantage", "bars/IBM/1d/2026-01-01/2026-06-30", Samples.ok(body)));
        String covered = Samples.record("alphavantage", "bars/IBM/1d/2026-05-01/2026-06-30", Samples.ok(body));

        assertThat(failure.failure()).isEqualTo(FailureClass.NOT_ENTITLED);
        assertThat(covered).contains("\"time\":\"2026-05-01\"", "\"asOf\":\"2026-06-30\"");
    }

    @Test
    void refuses_numbers_that_a_mapping_reckoned() {
        Provider adding = withMapping("{price: (.price + 0.2), asOf: \"2025-01-31\"}");

        ProviderFailedException failure = catchThrowableOfType(
                ProviderFailedException.class,
                () -> adding.record(Samples.key("quote/A"), Samples.ok("{\"price\":0.1}")));

        assertThat(failure.failure()).isEqualTo(FailureClass.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({"empty, NO_DATA", "null, NO_DATA", "'.,.', MALFORMED", "'[.]', MALFORMED", "'\"x\"', MALFORMED"})
    void needs_one_object_from_a_mapping(String mapping, FailureClass expected) {
        ProviderFailedException failure = catchThrowableOfType(
                ProviderFailedException.class,
                () -> withMapping(mapping)
                        .record(Samples.key("quote/A"), Samples.ok("{\"price\":1,\"asOf\":\"2025-01-31\"}")));

        assertThat(failure.failure()).isEqualTo(expected);
    }

    @Test
    void ends_a_mapping_that_never_ends() {
        Provider endless = withMapping("def f: [f]; f");

        ProviderFailedException failure = catchThrowableOfType(
                ProviderFailedException.class, () -> endless.record(Samples.key("quote/A"), Samples.ok("{}")));

        assertThat(failure.failure()).isEqualTo(FailureClass.MALFORMED);
    }

    @Test
    void reads_the_charset_and_skips_a_byte_order_mark() {
        Provider provider = withMapping("select(.name == \"S\u00e3o\") | {price, asOf}");
        String body = "{\"name\":\"S\u00e3o\",\"price\":1.10,\"asOf\":\"2025-01-31\"}";

        ProviderResponse latin = new ProviderResponse(
                200,
                Map.of("Content-Type", "application/json; charset=ISO-8859-1"),
                Payload.wrap(body.getBytes(StandardCharsets.ISO_8859_1)),
                Samples.NOW);

        assertThat(provider.record(Samples.key("quote/A"), latin).get("price")).hasToString("1.10");
        assertThat(provider.record(Samples.key("quote/A"), Samples.ok("\ufeff" + body))
                        .get("price"))
                .hasToString("1.10");
    }

    @Test
    void serves_many_threads() throws Exception {
        ProviderResponse response = Samples.ok("{\"c\":175.43,\"h\":175.77,\"t\":1636322400}");
        Callable<String> reading = () -> Samples.record("finnhub", "quote/AAPL", response);
        ExecutorService threads = Executors.newFixedThreadPool(8);

        List<Future<String>> records = threads.invokeAll(Collections.nCopies(2_000, reading));
        threads.shutdown();

        for (Future<String> record : records) {
            assertThat(record.get()).isEqualTo(reading.call());
        }
    }

    private static Provider withMapping(String mapping) {
        return TestFiles.provider("""
                baseUrl: https://api.example.org
                symbols: [{pattern: '.*'}]
                datasets:
                  quote:
                    requester: {path: /quote}
                    recordSelector:
                      mapping: |
                        %s
                """.formatted(mapping));
    }
}
