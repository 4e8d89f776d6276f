package dev.quotewell.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which failure a reply is. The bodies are ours, in the shape of true ones. */
class FailureRulesTest {

    private static final String JSON = "application/json";

    @ParameterizedTest
    @CsvSource({
        "400, bad-request", "401, auth", "402, not-entitled", "403, not-entitled", "404, unknown-symbol",
        "408, provider-fault", "418, bad-request", "422, bad-request", "429, rate-limited", "451, blocked",
        "500, provider-fault", "502, provider-fault", "503, provider-fault", "302, provider-fault", "204, no-data"
    })
    void goes_by_the_status_where_the_file_says_nothing(int status, String code) {
        assertThat(failure("coinbase", "quote/BTC-USD", status, JSON, "{}")
                        .failure()
                        .code())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "200, text/html, <!DOCTYPE html><html>, blocked",
        "200, application/json, ' <HTML>wait</HTML>', blocked",
        "403, text/html, <html>no</html>, blocked",
        "503, text/html, <html>down</html>, provider-fault",
        "429, text/html, <html>slow</html>, rate-limited",
        "200, text/plain, Too many requests, malformed",
        "200, application/json, '', malformed",
        "200, application/json, '{\"price\":\"1\"', malformed",
        "200, application/json, '{\"price\":\"1\",\"price\":\"2\",\"time\":\"2025-01-31T10:00:00Z\"}', malformed",
        "200, application/json, '{\"price\":\"1\",\"time\":\"2025-01-31T10:00:00Z\"} {}', malformed",
        "200, application/json, '[]', malformed",
        "200, application/json, 'null', malformed",
        "200, application/json, '{\"time\":\"2025-01-31T10:00:00Z\"}', malformed",
        "200, application/json, '{\"price\":\"0\",\"time\":\"2025-01-31T10:00:00Z\"}', malformed",
        "200, application/json, '{\"price\":\"abc\",\"time\":\"2025-01-31T10:00:00Z\"}', malformed",
        "200, application/json, '{\"price\":\"1\",\"time\":\"31.01.2025\"}', malformed",
        "200, application/json, '{\"price\":\"1e999999999\",\"time\":\"2025-01-31T10:00:00Z\"}', malformed"
    })
    void knows_a_good_status_with_a_bad_body(int status, String type, String body, String code) {
        assertThat(failure("coinbase", "quote/BTC-USD", status, type, body)
                        .failure()
                        .code())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rate-limited    | Thank you! Please consider spreading out your free API requests more sparingly (1 request per second). Premium plans lift the free key rate limit (25 requests per day) and unlock all premium endpoints
            rate-limited    | Our standard API call frequency is 5 calls per minute and 500 calls per day. See /premium/
            quota-exhausted | We have detected your API key as K3Y and our standard API rate limit is 25 requests per day. See /premium/ to remove all daily rate limits.
            not-entitled    | Thank you! This is a premium endpoint. See /premium/ to unlock all premium endpoints
            not-entitled    | The outputsize=full parameter value is a premium feature for the TIME_SERIES_DAILY endpoint.
            not-entitled    | The **demo** API key is for demo purposes only. Please claim your free API key
            auth            | the parameter apikey is invalid or missing. Please claim your free API key
            provider-fault  | We are sorry
            """)
    void tells_alpha_vantages_texts_apart(String code, String text) {
        ProviderFailedException failure =
                failure("alphavantage", "quote/IBM", 200, JSON, "{\"Information\":\"" + text + "\"}");

        assertThat(failure.failure().code()).isEqualTo(code);
        assertThat(failure).message().startsWith("alphavantage: ").doesNotContain("K3Y", "premium", "sorry");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e9999", "1e-9999", "1e999999999", "-1e-999999999"})
    void refuses_a_number_that_would_fill_the_memory_when_written(String number) {
        String body = "{\"c\":" + number + ",\"t\":1636322400}";

        assertThat(failure("finnhub", "quote/AAPL", 200, JSON, body).failure()).isEqualTo(FailureClass.MALFORMED);
    }

    @Test
    void tells_alpha_vantages_errors_of_key_and_call_apart() {
        String key = "{\"Error Message\":\"the parameter apikey is invalid or missing.\"}";
        String call = "{\"Error Message\":\"Invalid API call. Please retry.\"}";

        assertThat(failure("alphavantage", "quote/IBM", 200, JSON, key).failure())
                .isEqualTo(FailureClass.AUTH);
        assertThat(failure("alphavantage", "quote/IBM", 200, JSON, call).failure())
                .isEqualTo(FailureClass.UNKNOWN_SYMBOL);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            alphavantage | profile/NOPE                      | 200 | unknown-symbol  | {}
            finnhub      | profile/NOPE                      | 200 | unknown-symbol  | {}
            finnhub      | profile/TSM                       | 200 | no-data         | {"ticker":"2330.TW","name":"TSMC","currency":"TWD"}
            polygon      | quote/AAPL                        | 403 | not-entitled    | {"status":"NOT_AUTHORIZED","message":"Your plan doesn't include this data timeframe."}
            polygon      | quote/AAPL                        | 200 | auth            | {"status":"ERROR","error":"Unknown API Key"}
            polygon      | quote/AAPL                        | 401 | auth            | {"status":"ERROR","error":"API Key was not provided"}
            polygon      | quote/AAPL                        | 200 | rate-limited    | {"status":"ERROR","error":"You've exceeded the maximum requests per minute"}
            polygon      | quote/NOPE                        | 200 | unknown-symbol  | {"ticker":"NOPE","resultsCount":0,"status":"OK"}
            polygon      | profile/NOPE                      | 404 | unknown-symbol  | {"status":"NOT_FOUND","message":"Ticker not found."}
            polygon      | quote/AAPL                        | 200 | provider-fault  | {"status":"ERROR","error":"internal"}
            polygon      | quote/AAPL                        | 200 | no-data         | {"resultsCount":1,"results":[{"T":"MSFT","c":1,"t":1651003200000}],"status":"OK"}
            polygon-snapshot | quote/AAPL                    | 200 | no-data         | {"status":"OK","tickers":[{"ticker":"AAPL","day":{"c":0},"updated":0}]}
            tiingo       | quote/NOPE                        | 200 | unknown-symbol  | []
            tiingo       | quote/AAPL                        | 429 | rate-limited    | {"detail":"Error: You have run over your hourly request allocation."}
            tiingo       | bars/AAPL/1d/2025-01-01/2025-01-31 | 200 | rate-limited   | You have run over your hourly request allocation
            tiingo       | quote/AAPL                        | 429 | quota-exhausted | {"detail":"Error: You have run over your daily request allocation."}
            tiingo       | quote/AAPL                        | 429 | quota-exhausted | You have run over your 500 symbol look up for this month
            tiingo       | profile/NOPE                      | 404 | unknown-symbol  | {"detail":"Not found."}
            tiingo       | bars/AAPL/1d/2025-01-01/2025-01-31 | 200 | no-data        | date,close,high,low,open,volume,adjClose
            tiingo       | bars/AAPL/1d/2025-01-01/2025-01-31 | 200 | no-data        | []
            tiingo       | bars/AAPL/1d/2025-01-01/2025-01-31 | 200 | provider-fault | {"detail":"Error: resampleFreq"}
            tiingo       | fx/EURUSD                         | 200 | unknown-symbol  | []
            tiingo-iex   | bars/AAPL/1h/2025-01-01/2025-01-31 | 200 | no-data        | []
            yahoo        | bars/AAPL/1d/1970-01-01/1970-01-31 | 400 | no-data        | {"chart":{"result":null,"error":{"code":"Bad Request","description":"Data doesn't exist for startDate = 1, endDate = 2"}}}
            yahoo        | bars/AAPL/1m/2025-01-01/2025-01-02 | 422 | no-data        | {"chart":{"result":null,"error":{"code":"Unprocessable Entity","description":"The requested range must be within the last 30 days."}}}
            yahoo        | bars/AAPL/1d/2025-01-01/2025-01-31 | 200 | malformed      | {"chart":{"result":[{"meta":{"symbol":"AAPL","dataGranularity":"1mo"},"timestamp":[1]}]}}
            yahoo        | quote/AAPL                        | 200 | no-data         | {"chart":{"result":[{"meta":{"symbol":"MSFT","currency":"USD","regularMarketPrice":1,"regularMarketTime":1}}]}}
            yahoo        | profile/AAPL                      | 401 | auth            | {"finance":{"result":null,"error":{"code":"Unauthorized","description":"Invalid Crumb"}}}
            """)
    void tells_what_providers_send_in_place_of_an_answer(
            String provider, String key, int status, String code, String body) {
        assertThat(failure(provider, key, status, JSON, body).failure().code()).isEqualTo(code);
    }

    @Test
    void takes_the_wait_from_the_reply_before_the_file() {
        Map<String, String> seconds = Map.of("Retry-After", "7");
        Map<String, String> date = Map.of("retry-after", "Tue, 08 Sep 2026 20:31:30 GMT");
        Map<String, String> past = Map.of("retry-after", "Tue, 08 Sep 2026 20:00:00 GMT");
        Map<String, String> nonsense = Map.of("retry-after", "soon");

        assertThat(finnhub429(seconds)).isEqualTo(Duration.ofSeconds(7));
        assertThat(finnhub429(date)).isEqualTo(Duration.ofSeconds(90));
        assertThat(finnhub429(past)).isEqualTo(Duration.ZERO);
        assertThat(finnhub429(nonsense)).isEqualTo(Duration.ofMinutes(1));
        assertThat(finnhub429(Map.of())).isEqualTo(Duration.ofMinutes(1));
        assertThat(failure("coinbase", "quote/BTC-USD", 429, JSON, "{}").retryAfter())
                .isEmpty();
    }

    @Test
    void tries_filters_in_order_those_of_the_dataset_first() {
        Provider provider = TestFiles.provider("""
                baseUrl: https://api.example.org
                symbols: [{pattern: '.*'}]
                errorHandler:
                  responseFilters:
                    - {httpCodes: [200], failureType: blocked}
                datasets:
                  quote:
                    requester: {path: /quote}
                    errorHandler:
                      responseFilters:
                        - {httpCodes: [200], contentType: text/plain, failureType: auth}
                        - {httpCodes: [200, 404], text: '(?i)\\bbusy\\b', failureType: rate-limited, backoff: 30s}
                        - {predicate: .full == true and $symbol == "A", failureType: no-data}
                    recordSelector: {mapping: .}
                """);

        assertThat(code(provider, Samples.ok("{\"say\":\"Busy\",\"full\":true}")))
                .isEqualTo("rate-limited");
        assertThat(code(provider, Samples.ok("{\"full\":true}"))).isEqualTo("no-data");
        assertThat(code(provider, Samples.ok("{}"))).isEqualTo("blocked");
        assertThat(code(provider, Samples.response(404, Map.of(), "busy"))).isEqualTo("rate-limited");
        assertThat(code(provider, Samples.response(404, Map.of(), "{}"))).isEqualTo("unknown-symbol");
        assertThat(code(provider, Samples.response(200, Map.of("content-type", "text/plain; charset=x"), "busy")))
                .isEqualTo("auth");
    }

    @Test
    void shows_nothing_of_a_body_that_does_not_fit() {
        String body = "{\"price\":{\"apikey\":\"s3cret\",\"host\":\"10.0.0.7\"},\"time\":\"s3cret\"}";

        ProviderFailedException failure = failure("coinbase", "quote/BTC-USD", 200, JSON, body);

        assertThat(failure)
                .hasMessage("coinbase: the reply does not fit the mapping to quote")
                .hasNoCause();
    }

    @Test
    void keeps_a_reply_from_another_key_out() {
        String usd = "{\"amount\":1.0,\"base\":\"USD\",\"date\":\"2026-09-08\",\"rates\":{\"EUR\":0.86103}}";

        ProviderFailedException failure = failure("frankfurter", "fx/GBPEUR", 200, JSON, usd);

        assertThat(failure).hasMessage("frankfurter: the reply is about another key");
        assertThat(failure.failure()).isEqualTo(FailureClass.MALFORMED);
    }

    private static Duration finnhub429(Map<String, String> headers) {
        return catchThrowableOfType(
                        ProviderFailedException.class,
                        () -> Samples.record("finnhub", "quote/AAPL", Samples.response(429, headers, "{}")))
                .retryAfter()
                .orElseThrow();
    }

    private static String code(Provider provider, ProviderResponse response) {
        return catchThrowableOfType(
                        ProviderFailedException.class, () -> provider.record(Samples.key("quote/A"), response))
                .failure()
                .code();
    }

    private static ProviderFailedException failure(String provider, String key, int status, String type, String body) {
        return catchThrowableOfType(
                ProviderFailedException.class,
                () -> Samples.record(provider, key, Samples.response(status, Map.of("content-type", type), body)));
    }
}
