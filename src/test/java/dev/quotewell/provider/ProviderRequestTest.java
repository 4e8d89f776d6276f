package dev.quotewell.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderRequestTest {

    private static final String SECRET = "s3cr+t&x=1";

    @ParameterizedTest
    @CsvSource(textBlock = """
            finnhub,      quote/AAPL,      https://finnhub.io/api/v1/quote?symbol=AAPL
            finnhub,      quote/BRK-B,     https://finnhub.io/api/v1/quote?symbol=BRK.B
            finnhub,      bars/AAPL/1d/2025-01-01/2025-12-31, https://finnhub.io/api/v1/stock/candle?symbol=AAPL&resolution=D&from=1735689600&to=1767225599
            finnhub,      bars/AAPL/15m/2025-01-01/2025-01-31, https://finnhub.io/api/v1/stock/candle?symbol=AAPL&resolution=15&from=1735689600&to=1738367999
            alphavantage, quote/VOD.L,     https://www.alphavantage.co/query?function=GLOBAL_QUOTE&symbol=VOD.LON&apikey=KEY
            alphavantage, quote/PETR4.SA,  https://www.alphavantage.co/query?function=GLOBAL_QUOTE&symbol=PETR4.SAO&apikey=KEY
            alphavantage, bars/IBM/1d/2025-01-01/2025-01-31, https://www.alphavantage.co/query?function=TIME_SERIES_DAILY&symbol=IBM&outputsize=compact&apikey=KEY
            alphavantage, bars/IBM/1h/2025-01-01/2025-01-31, https://www.alphavantage.co/query?function=TIME_SERIES_INTRADAY&symbol=IBM&interval=60min&month=2025-01&outputsize=full&adjusted=false&extended_hours=false&apikey=KEY
            alphavantage, fx/EURUSD,       https://www.alphavantage.co/query?function=CURRENCY_EXCHANGE_RATE&from_currency=EUR&to_currency=USD&apikey=KEY
            alphavantage, profile/BRK-B,   https://www.alphavantage.co/query?function=OVERVIEW&symbol=BRK.B&apikey=KEY
            finnhub,      profile/AAPL,    https://finnhub.io/api/v1/stock/profile2?symbol=AAPL
            polygon,      quote/BRK-B,     https://api.polygon.io/v2/aggs/ticker/BRK.B/prev
            polygon,      fx/EURUSD,       https://api.polygon.io/v2/aggs/ticker/C%3AEURUSD/prev
            polygon,      profile/AAPL,    https://api.polygon.io/v3/reference/tickers/AAPL
            polygon,      bars/AAPL/1d/2025-01-01/2025-01-31, https://api.polygon.io/v2/aggs/ticker/AAPL/range/1/day/2025-01-01/2025-01-31?adjusted=true&sort=asc&limit=50000
            polygon,      bars/BTC-USD/5m/2025-01-01/2025-01-31, https://api.polygon.io/v2/aggs/ticker/X%3ABTCUSD/range/5/minute/1735689600000/1738367999000?adjusted=true&sort=asc&limit=50000
            polygon-snapshot, quote/AAPL,  https://api.polygon.io/v2/snapshot/locale/us/markets/stocks/tickers?tickers=AAPL
            tiingo,       quote/BRK-B,     https://api.tiingo.com/iex/?tickers=BRK-B
            tiingo,       fx/EURUSD,       https://api.tiingo.com/tiingo/fx/eurusd/top
            tiingo,       profile/AAPL,    https://api.tiingo.com/tiingo/daily/AAPL
            tiingo,       bars/AAPL/1d/2025-01-01/2025-01-31, https://api.tiingo.com/tiingo/daily/AAPL/prices?startDate=2025-01-01&endDate=2025-01-31&resampleFreq=daily&format=csv
            tiingo-iex,   bars/AAPL/1h/2025-01-01/2025-01-31, https://api.tiingo.com/iex/AAPL/prices?startDate=2025-01-01&endDate=2025-01-31&resampleFreq=1hour
            tiingo-crypto, bars/BTC-USD/1d/2025-01-01/2025-01-31, https://api.tiingo.com/tiingo/crypto/prices?tickers=btcusd&startDate=2025-01-01&endDate=2025-01-31&resampleFreq=1day
            yahoo,        quote/CL=F,      https://query1.finance.yahoo.com/v8/finance/chart/CL%3DF?range=1d&interval=1d
            yahoo,        fx/EURUSD,       https://query1.finance.yahoo.com/v8/finance/chart/EURUSD%3DX?range=1d&interval=1d
            yahoo,        bars/^GSPC/1d/2025-01-01/2025-01-31, https://query1.finance.yahoo.com/v8/finance/chart/%5EGSPC?period1=1735603200&period2=1738367999&interval=1d&includePrePost=false&events=div%2Csplits
            frankfurter,  fx/EURUSD,       https://api.frankfurter.dev/v1/latest?base=EUR&symbols=USD
            coinbase,     quote/BTC-USD,   https://api.exchange.coinbase.com/products/BTC-USD/ticker
            coinbase,     bars/BTC-USD/1d/2025-01-01/2025-01-31, https://api.exchange.coinbase.com/products/BTC-USD/candles?granularity=86400&start=2025-01-01T00%3A00%3A00Z&end=2025-01-31T23%3A59%3A59Z
            """)
    void asks_as_the_provider_documents(String provider, String key, String url) {
        ProviderRequest request = request(provider, key, "KEY");

        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.url()).hasToString(url);
    }

    @Test
    void puts_the_secret_where_the_provider_wants_it_and_nowhere_else() {
        ProviderRequest byHeader = request("finnhub", "quote/AAPL", "KEY\n");
        ProviderRequest byQuery = request("alphavantage", "quote/IBM", SECRET);
        ProviderRequest keyless = request("coinbase", "quote/BTC-USD", SECRET);

        assertThat(byHeader.headers()).isEqualTo(Map.of("X-Finnhub-Token", "KEY"));
        assertThat(byQuery.url().getRawQuery()).endsWith("&apikey=s3cr%2Bt%26x%3D1");
        assertThat(request("polygon", "quote/AAPL", "KEY").headers()).isEqualTo(Map.of("Authorization", "Bearer KEY"));
        assertThat(request("tiingo", "quote/AAPL", "KEY").headers()).isEqualTo(Map.of("Authorization", "Token KEY"));
        assertThat(keyless.url().toString() + keyless.headers()).doesNotContain("s3cr");
        assertThat(byHeader + " " + byQuery).isEqualTo("GET /api/v1/quote GET /query");
    }

    @Test
    void goes_to_a_stand_in_with_a_path_of_its_own() {
        Provider finnhub = Samples.provider("finnhub");

        ProviderRequest request =
                finnhub.request(Samples.key("quote/AAPL"), URI.create("http://127.0.0.1:8099/finnhub/"), "KEY");

        assertThat(request.url()).hasToString("http://127.0.0.1:8099/finnhub/api/v1/quote?symbol=AAPL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\r\nHost: x", "caf\u00e9", "two words"})
    void needs_a_usable_secret(String secret) {
        ProviderFailedException failure = failure("finnhub", "quote/AAPL", secret);

        assertThat(failure.failure()).isEqualTo(FailureClass.AUTH);
        assertThat(failure).message().contains("FINNHUB_API_KEY").doesNotContain("Host", "caf", "words");
    }

    @Test
    void says_which_secret_to_set() {
        assertThat(failure("finnhub", "quote/AAPL", "")).hasMessage("finnhub: needs a key: set FINNHUB_API_KEY");
        assertThat(Samples.provider("finnhub").secretName()).contains("FINNHUB_API_KEY");
        assertThat(Samples.provider("coinbase").secretName()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "finnhub, quote/BTC-USD",
        "finnhub, quote/PETR4.SA",
        "finnhub, quote/^GSPC",
        "alphavantage, quote/BTC-USD",
        "coinbase, quote/AAPL",
        "coinbase, quote/BRK-B",
        "coinbase, bars/AAPL/1d/2025-01-01/2025-01-31"
    })
    void does_not_ask_for_symbols_it_does_not_cover(String provider, String key) {
        assertThat(failure(provider, key, "KEY").failure()).isEqualTo(FailureClass.UNKNOWN_SYMBOL);
    }

    @ParameterizedTest
    @CsvSource({
        "finnhub, bars/AAPL/5m/2025-01-01/2025-03-01", "alphavantage, bars/IBM/5m/2025-01-31/2025-02-01",
        "tiingo, bars/AAPL/1h/2025-01-01/2025-01-31", "tiingo-iex, bars/AAPL/1d/2025-01-01/2025-01-31",
        "tiingo-iex, bars/AAPL/1m/2025-01-01/2025-01-06", "tiingo-crypto, bars/BTC-USD/1m/2025-01-01/2025-01-04",
        "yahoo, bars/AAPL/1m/2025-01-01/2025-01-08", "frankfurter, quote/AAPL"
    })
    void does_not_ask_for_what_one_call_cannot_answer(String provider, String key) {
        assertThat(failure(provider, key, "KEY").failure()).isEqualTo(FailureClass.BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a/../../x", "a?b=c", "a#b", "a%2fb", "a b", "a\r\nb", "a@evil.example", "{symbol}", "a&b=c"})
    void no_key_can_change_the_url_even_past_the_dataset(String hostile) {
        Provider open = open();
        DatasetKey key = new DatasetKey("quote", hostile, Map.of("symbol", hostile));

        ProviderRequest request = open.request(key, URI.create("https://api.example.org"), null);

        assertThat(request.url().getHost()).isEqualTo("api.example.org");
        assertThat(request.url().getRawFragment()).isNull();
        assertThat(request.url().getPath()).isEqualTo("/quote/" + hostile + "/last");
        assertThat(request.url().getRawPath()).doesNotContain(" ").matches("/quote/[^/?#&=]+/last");
        assertThat(request.url().getRawQuery()).matches("symbol=[^/?#&=]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void no_key_can_climb_in_the_path(String hostile) {
        DatasetKey key = new DatasetKey("quote", hostile, Map.of("symbol", hostile));

        ProviderFailedException failure = catchThrowableOfType(
                ProviderFailedException.class, () -> open().request(key, URI.create("https://api.example.org"), null));

        assertThat(failure.failure()).isEqualTo(FailureClass.BAD_REQUEST);
    }

    /** A provider that takes any symbol, in the path and in the query. */
    private static Provider open() {
        return TestFiles.provider("""
                baseUrl: https://api.example.org
                symbols: [{pattern: '(?s).*'}]
                datasets:
                  quote:
                    requester: {path: '/quote/{symbol}/last', query: {symbol: '{symbol}'}}
                    recordSelector: {mapping: .}
                """);
    }

    private static ProviderRequest request(String provider, String key, String secret) {
        Provider asked = Samples.provider(provider);
        return asked.request(Samples.key(key), asked.baseUrl(), secret);
    }

    private static ProviderFailedException failure(String provider, String key, String secret) {
        return catchThrowableOfType(ProviderFailedException.class, () -> request(provider, key, secret));
    }
}
