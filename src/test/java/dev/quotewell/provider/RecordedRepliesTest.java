package dev.quotewell.provider;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.json.Payload;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What providers really sent. The replies are not part of this repository: they are read where QUOTEWELL_RECORDINGS
 * says, by default beside it, and the tests are passed over where they are absent.
 */
class RecordedRepliesTest {

    private static final Path RECORDINGS =
            Path.of(Objects.requireNonNullElse(System.getenv("QUOTEWELL_RECORDINGS"), "../shared/providers"));

    private static final Set<String> OURS = Set.of("alphavantage", "coinbase", "finnhub", "frankfurter");
    private static final Set<String> DATASETS = Set.of("quote", "fx", "crypto", "history", "intraday", "error");
    private static final String PERIOD = "/2000-01-01/2026-09-07";

    /** The failure class, or the record; of many bars only the first and the last, after a check of all digits. */
    private static final Map<String, String> EXPECTED = Map.ofEntries(
            entry("alphavantage/fx-btc-cny-2017 fx/BTCCNY", """
                    {"symbol":"BTCCNY","base":"BTC","quote":"CNY","rate":109631.43060700,"asOf":"2017-12-20T19:23:21Z",\
                    "provider":"alphavantage"}"""),
            entry("alphavantage/error-invalid-call bars/NOPE/1d", "unknown-symbol"),
            entry("alphavantage/info-premium-endpoint bars/IBM/1d", "not-entitled"),
            entry("alphavantage/info-rate-limit-25-per-day quote/IBM", "quota-exhausted"),
            entry("alphavantage/note-5-per-minute quote/IBM", "rate-limited"),
            entry("alphavantage/daily-ibm bars/IBM/1d", """
                    {"symbol":"IBM","interval":"1d","currency":"USD","adjusted":false,"bars":[\
                    {"time":"2020-12-31","open":124.22,"high":126.03,"low":123.99,"close":125.88},\
                    {"time":"2021-01-11","open":127.95,"high":129.675,"low":127.66,"close":128.58}],\
                    "provider":"alphavantage","asOf":"2021-01-11"} of 7"""),
            entry("alphavantage/intraday-msft-1min bars/MSFT/1m", """
                    {"symbol":"MSFT","interval":"1m","currency":"USD","adjusted":false,"bars":[\
                    {"time":"2017-12-18T18:17:00Z","open":86.8101,"high":86.8200,"low":86.7900,"close":86.8000,"volume":31172},\
                    {"time":"2017-12-18T19:56:00Z","open":86.4900,"high":86.5000,"low":86.4750,"close":86.5000,"volume":10494}],\
                    "provider":"alphavantage","asOf":"2017-12-18T19:56:00Z"} of 100"""),
            entry("alphavantage/global-quote-ibm-2026 quote/IBM", """
                    {"symbol":"IBM","price":234.8900,"open":233.3300,"high":236.1700,"low":231.6800,\
                    "previousClose":234.7100,"change":0.1800,"changePercent":0.0767,"volume":3722860,"currency":"USD",\
                    "asOf":"2026-09-04","provider":"alphavantage"}"""),
            entry("alphavantage/global-quote-msft quote/MSFT", """
                    {"symbol":"MSFT","price":112.1300,"open":112.6300,"high":113.1700,"low":110.6400,\
                    "previousClose":112.7900,"change":-0.6600,"changePercent":-0.5852,"volume":29062853,"currency":"USD",\
                    "asOf":"2018-10-05","provider":"alphavantage"}"""),
            entry("alphavantage/global-quote-unknown-empty quote/NOPE", "unknown-symbol"),
            entry("coinbase/exchange-ticker-btc-usdt quote/BTC-USDT", """
                    {"symbol":"BTC-USDT","price":73367.8,"volume":1207.50668151,"currency":"USDT",\
                    "asOf":"2024-03-13T11:10:41.270099Z","provider":"coinbase"}"""),
            entry("coinbase/error-404-product bars/BTC-EUR/1d", "unknown-symbol"),
            entry("coinbase/error-429 bars/BTC-EUR/1d", "rate-limited"),
            entry("coinbase/candles-empty-future bars/BTC-EUR/1d", "no-data"),
            entry("coinbase/exchange-candles-2018 bars/BTC-USD/1m", """
                    {"symbol":"BTC-USD","interval":"1m","currency":"USD","bars":[\
                    {"time":"2018-02-01T00:00:00Z","open":10099.99,"high":10099.99,"low":10099.98,"close":10099.98,"volume":1.87868123},\
                    {"time":"2018-02-01T00:09:00Z","open":10106.01,"high":10120.21,"low":10106,"close":10120.21,"volume":2.85107455}],\
                    "provider":"coinbase","asOf":"2018-02-01T00:09:00Z"} of 10"""),
            entry("coinbase/exchange-candles-btc-eur bars/BTC-EUR/1d", """
                    {"symbol":"BTC-EUR","interval":"1d","currency":"EUR","bars":[\
                    {"time":"2021-01-01","open":23706.73,"high":24250,"low":23512.7,"close":24070.97,"volume":1830.04655405},\
                    {"time":"2021-01-07","open":29818.73,"high":32900,"low":29516.98,"close":32120.19,"volume":5957.46980324}],\
                    "provider":"coinbase","asOf":"2021-01-07"} of 7"""),
            entry("coinbase/exchange-candles-btc-usdt bars/BTC-USDT/1h", """
                    {"symbol":"BTC-USDT","interval":"1h","currency":"USDT","bars":[\
                    {"time":"2024-03-13T11:00:00Z","open":73243.33,"high":73402.47,"low":73241.5,"close":73370.65,"volume":1.56794406}],\
                    "provider":"coinbase","asOf":"2024-03-13T11:00:00Z"} of 1"""),
            entry("finnhub/error-401-invalid-key quote/AAPL", "auth"),
            entry("finnhub/error-403-no-access bars/AAPL/1d", "not-entitled"),
            entry("finnhub/error-429-limit quote/AAPL", "rate-limited"),
            entry("finnhub/quote-aapl quote/AAPL", """
                    {"symbol":"AAPL","price":175.43,"open":173.32,"high":175.77,"low":173.11,"previousClose":172.99,\
                    "change":2.44,"changePercent":1.4105,"currency":"USD","asOf":"2021-11-07T22:00:00Z",\
                    "provider":"finnhub"}"""),
            entry("finnhub/quote-unknown-symbol-zeros quote/NOPE", "unknown-symbol"),
            entry("frankfurter/v1-latest-usd fx/USDEUR", """
                    {"symbol":"USDEUR","base":"USD","quote":"EUR","rate":0.86103,"asOf":"2026-09-08",\
                    "provider":"frankfurter"}"""));

    private static final Map<String, String> LEFT_OUT = Map.of(
            "alphavantage/fx-daily-eur-aud", "bars of currencies are not offered",
            "coinbase/v2-spot-btc-usd", "of another API (api.coinbase.com/v2), which has no time",
            "finnhub/quote-eur-usd", "fx is asked of other providers");

    private record Recording(String provider, String name, String file, URI request, int status, String contentType) {

        ProviderResponse response() throws IOException {
            Payload body = Payload.wrap(Files.readAllBytes(RECORDINGS.resolve(file)));
            return new ProviderResponse(status, Map.of("content-type", contentType), body, Samples.NOW);
        }
    }

    @BeforeAll
    static void the_recordings_are_there() {
        assumeTrue(
                Files.isRegularFile(RECORDINGS.resolve("INDEX.tsv")),
                "no recorded replies in " + RECORDINGS.toAbsolutePath().normalize() + ", see QUOTEWELL_RECORDINGS");
    }

    @Test
    void every_recorded_reply_is_judged_rightly() throws IOException {
        List<Recording> recordings = recordings();
        Map<String, String> verdicts = new HashMap<>();

        for (Recording recording : recordings) {
            String name = recording.provider() + "/" + recording.name();
            if (!LEFT_OUT.containsKey(name)) {
                String key = keyText(recording);
                verdicts.put(name + " " + key.replace(PERIOD, ""), verdict(recording, key));
            }
        }

        assertThat(verdicts).containsExactlyInAnyOrderEntriesOf(EXPECTED);
        assertThat(verdicts.size() + LEFT_OUT.size()).isEqualTo(recordings.size());
        System.out.println("judged " + verdicts.size() + " of " + recordings.size() + " recorded replies");
        LEFT_OUT.forEach((name, reason) -> System.out.println("left out " + name + ": " + reason));
    }

    private static String verdict(Recording recording, String key) throws IOException {
        Provider provider = Samples.provider(recording.provider());
        ProviderResponse response = recording.response();
        ProviderFailedException failure =
                catchThrowableOfType(ProviderFailedException.class, () -> provider.record(Samples.key(key), response));
        if (failure != null) {
            return failure.failure().code();
        }
        ObjectNode record = provider.record(Samples.key(key), response);
        assertThat(Samples.DATASETS
                        .find(key.substring(0, key.indexOf('/')))
                        .orElseThrow()
                        .faults(record))
                .isEmpty();
        assertDigits(record, Files.readString(RECORDINGS.resolve(recording.file())));
        return shortened(record);
    }

    /** Every number of the record stands in the reply, digit by digit. */
    private static void assertDigits(JsonNode node, String body) {
        if (node.isNumber()) {
            assertThat(body).containsPattern("(?<![\\d.])" + Samples.json(node) + "(?![\\d.])");
        }
        node.forEach(child -> assertDigits(child, body));
    }

    private static String shortened(ObjectNode record) {
        if (!(record.get("bars") instanceof ArrayNode bars)) {
            return Samples.json(record);
        }
        int rows = bars.size();
        ArrayNode ends = record.putArray("bars").add(bars.get(0));
        if (rows > 1) {
            ends.add(bars.get(rows - 1));
        }
        return Samples.json(record) + " of " + rows;
    }

    private static List<Recording> recordings() throws IOException {
        return Files.readAllLines(RECORDINGS.resolve("INDEX.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .filter(row -> OURS.contains(row[0]) && DATASETS.contains(row[3]))
                .map(row -> new Recording(
                        row[0],
                        row[1],
                        row[2],
                        URI.create(row[4].replaceFirst("^GET ", "")),
                        Integer.parseInt(row[5]),
                        row[6]))
                .toList();
    }

    /** The key of ours that the recorded request is about. A symbol longer than any real one becomes NOPE. */
    private static String keyText(Recording recording) {
        String path = recording.request().getPath();
        Map<String, String> query = Arrays.stream(
                        Objects.requireNonNullElse(recording.request().getQuery(), "none=")
                                .split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(parameter -> parameter[0], parameter -> parameter[1]));
        String asked = query.getOrDefault("symbol", "IBM");
        String symbol = asked.length() > 5 ? "NOPE" : asked;
        return switch (recording.provider()) {
            case "coinbase" -> coinbaseKey(path.split("/", -1)[2], path.endsWith("/ticker"), query);
            case "frankfurter" ->
                "fx/" + query.get("base") + query.getOrDefault("symbols", "").substring(0, 3);
            case "finnhub" -> path.endsWith("/candle") ? "bars/" + symbol + "/1d" + PERIOD : "quote/" + symbol;
            default ->
                switch (query.getOrDefault("function", "")) {
                    case "CURRENCY_EXCHANGE_RATE" -> "fx/" + query.get("from_currency") + query.get("to_currency");
                    case "TIME_SERIES_INTRADAY" -> "bars/" + symbol + "/1m" + PERIOD;
                    case "TIME_SERIES_DAILY", "TIME_SERIES_DAILY_ADJUSTED" -> "bars/" + symbol + "/1d" + PERIOD;
                    default -> "quote/" + symbol;
                };
        };
    }

    private static String coinbaseKey(String symbol, boolean ticker, Map<String, String> query) {
        Map<String, String> intervals = Map.of("60", "1m", "3600", "1h", "86400", "1d");
        String granularity = query.getOrDefault("granularity", "86400");
        return ticker ? "quote/" + symbol : "bars/" + symbol + "/" + intervals.get(granularity) + PERIOD;
    }
}
