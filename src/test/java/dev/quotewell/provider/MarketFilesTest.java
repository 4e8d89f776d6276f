package dev.quotewell.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the files of Twelve Data, CoinGecko, FMP, Binance, Kraken, brapi, Marketstack and EODHD promise beyond the
 * recorded replies ({@link RecordedRepliesTest}). The bodies are ours, in the shape that the providers document.
 */
class MarketFilesTest {

    private static final String NOTHING_MORE = "none";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            twelvedata  | quote/BRK-B         | https://api.twelvedata.com/quote?symbol=BRK.B
            twelvedata  | quote/VOD.L         | https://api.twelvedata.com/quote?symbol=VOD%3ALSE
            twelvedata  | quote/BTC-USD       | https://api.twelvedata.com/quote?symbol=BTC%2FUSD
            twelvedata  | fx/EURUSD           | https://api.twelvedata.com/exchange_rate?symbol=EUR%2FUSD
            twelvedata  | bars/AAPL/1d/2025-01-01/2025-01-31   | https://api.twelvedata.com/time_series?symbol=AAPL&interval=1day&start_date=2025-01-01&end_date=2025-01-31%2023%3A59%3A59&outputsize=5000&adjust=splits
            twelvedata  | bars/AAPL/1h/2025-01-01/2025-01-31   | https://api.twelvedata.com/time_series?symbol=AAPL&interval=1h&start_date=2025-01-01&end_date=2025-01-31%2023%3A59%3A59&outputsize=5000
            coingecko   | quote/BTC-BRL       | https://api.coingecko.com/api/v3/coins/markets?vs_currency=brl&ids=bitcoin&per_page=250
            coingecko   | series/COINGECKO:AVALANCHE-2-USD     | https://api.coingecko.com/api/v3/coins/avalanche-2/market_chart?vs_currency=usd&days=365&interval=daily
            fmp         | quote/BRK-B         | https://financialmodelingprep.com/stable/quote?symbol=BRK-B
            fmp         | fx/EURUSD           | https://financialmodelingprep.com/stable/quote?symbol=EURUSD
            fmp         | bars/BTC-USD/1d/2025-01-01/2025-01-31 | https://financialmodelingprep.com/stable/historical-price-eod/full?symbol=BTCUSD&from=2025-01-01&to=2025-01-31
            binance     | quote/BTC-BRL       | https://data-api.binance.vision/api/v3/ticker/24hr?symbol=BTCBRL
            binance     | bars/BTC-USDT/15m/2025-01-01/2025-01-31 | https://data-api.binance.vision/api/v3/klines?symbol=BTCUSDT&interval=15m&startTime=1735689600000&endTime=1738367999999&limit=1000
            kraken      | quote/BTC-USD       | https://api.kraken.com/0/public/Trades?pair=XBTUSD&count=1
            kraken      | quote/DOGE-BTC      | https://api.kraken.com/0/public/Trades?pair=XDGXBT&count=1
            kraken      | bars/ETH-BTC/1d/2025-01-01/2025-01-31 | https://api.kraken.com/0/public/OHLC?pair=ETHXBT&interval=1440
            brapi       | quote/B3SA3.SA      | https://brapi.dev/api/quote/B3SA3
            brapi       | quote/^BVSP         | https://brapi.dev/api/quote/%5EBVSP
            brapi       | bars/PETR4.SA/1d/2025-01-01/2025-01-31 | https://brapi.dev/api/quote/PETR4?range=3mo&interval=1d
            marketstack | quote/AAPL          | https://api.marketstack.com/v2/eod/latest?symbols=AAPL&access_key=KEY
            marketstack | bars/AAPL/1d/2025-01-01/2025-01-31 | https://api.marketstack.com/v2/eod?symbols=AAPL&date_from=2025-01-01&date_to=2025-01-31&limit=1000&access_key=KEY
            eodhd       | quote/^FTSE         | https://eodhd.com/api/real-time/FTSE.INDX?fmt=json&api_token=KEY
            eodhd       | fx/EURUSD           | https://eodhd.com/api/real-time/EURUSD.FOREX?fmt=json&api_token=KEY
            eodhd       | bars/BTC-USD/1d/2025-01-01/2025-01-31 | https://eodhd.com/api/eod/BTC-USD.CC?from=2025-01-01&to=2025-01-31&period=d&fmt=json&api_token=KEY
            """)
    void ask_as_the_provider_documents(String provider, String key, String url) {
        assertThat(request(provider, key).url()).hasToString(url);
    }

    @Test
    void send_the_key_as_the_provider_wants_it_and_none_where_it_answers_without() {
        assertThat(request("twelvedata", "quote/AAPL").headers()).isEqualTo(Map.of("Authorization", "apikey KEY"));
        assertThat(request("coingecko", "quote/BTC-USD").headers()).isEqualTo(Map.of("x-cg-demo-api-key", "KEY"));
        assertThat(request("brapi", "quote/PETR4.SA").headers()).isEqualTo(Map.of("Authorization", "Bearer KEY"));
        for (String provider : List.of("coingecko", "brapi", "binance", "kraken")) {
            assertThat(Samples.provider(provider).answersWithoutSecret())
                    .as(provider)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "twelvedata, quote, 'AAPL,VOD.L,BTC-USD', /quote?symbol=AAPL%2CVOD%3ALSE%2CBTC%2FUSD",
        "coingecko, quote, 'BTC-USD,SOL-USD,ETH-USD', '/api/v3/coins/markets?vs_currency=usd&ids=bitcoin%2Csolana%2Cethereum&per_page=250'",
        "marketstack, quote, 'AAPL,MSFT', /v2/eod/latest?symbols=AAPL%2CMSFT&access_key=KEY"
    })
    void ask_for_many_symbols_at_once_where_the_provider_takes_them(
            String name, String dataset, String symbols, String target) {
        Provider provider = Samples.provider(name);
        List<DatasetKey> keys = Stream.of(symbols.split(",", -1))
                .map(symbol -> Samples.key(dataset + "/" + symbol))
                .toList();

        assertThat(provider.together(keys)).isEqualTo(keys);
        assertThat(provider.request(keys, provider.baseUrl(), "KEY", Validators.NONE)
                        .url())
                .hasToString(provider.baseUrl() + target);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            twelvedata  | quote/AAPL     | 200 | {"code":429,"message":"You have run out of API credits for the day.","status":"error"} | quota-exhausted
            twelvedata  | quote/AAPL     | 429 | {"code":429,"message":"Wait for the next minute","status":"error"} | rate-limited
            twelvedata  | quote/AAPL     | 200 | {"AAPL":{"code":400,"message":"**symbol** not found: AAPL.","status":"error"},"MSFT":{"symbol":"MSFT"}} | unknown-symbol
            twelvedata  | quote/AAPL     | 200 | {"AAPL":{"code":404,"message":"**symbol** or **figi** parameter is missing or invalid.","status":"error"}} | unknown-symbol
            twelvedata  | quote/AAPL     | 200 | {"MSFT":{"symbol":"MSFT","close":"1","datetime":"2026-09-04"}} | no-data
            twelvedata  | quote/AAPL     | 200 | {"symbol":"MSFT","close":"1","datetime":"2026-09-04"} | no-data
            twelvedata  | profile/AAPL   | 403 | {"code":403,"message":"/profile is available exclusively with grow","status":"error"} | not-entitled
            twelvedata  | bars/AAPL/1d/2026-09-05/2026-09-06 | 200 | {"code":400,"message":"No data is available on the specified dates. Try others.","status":"error"} | no-data
            twelvedata  | quote/AAPL     | 200 | {"code":414,"message":"The parameter is too long","status":"error"} | bad-request
            twelvedata  | quote/AAPL     | 200 | {"code":500,"message":"Something went wrong","status":"error"} | provider-fault
            coingecko   | series/COINGECKO:BITCOIN-USD/2020-01-01/2020-01-31 | 401 | {"error":{"status":{"error_code":10012,"error_message":"x"}}} | not-entitled
            coingecko   | quote/BTC-USD  | 401 | {"status":{"error_code":10002,"error_message":"key missing"}} | auth
            coingecko   | quote/BTC-USD  | 200 | [] | unknown-symbol
            coingecko   | series/COINGECKO:NOPE-USD | 404 | {"error":"coin not found"} | unknown-symbol
            fmp         | quote/NOPE     | 200 | [] | unknown-symbol
            fmp         | quote/AAPL     | 200 | {"Error Message":"Limit Reach . Please upgrade your plan"} | quota-exhausted
            fmp         | quote/AAPL     | 402 | Special Endpoint : this value set for 'symbol' is not available under your plan | not-entitled
            fmp         | quote/AAPL     | 403 | {"Error Message":"Legacy Endpoint : no longer supported"} | not-entitled
            fmp         | quote/AAPL     | 200 | {"Error Message":"Please try later"} | provider-fault
            binance     | quote/BTC-USDT | 418 | {"code":-1003,"msg":"Way too much request weight used; IP banned until 1788893340000."} | rate-limited
            binance     | quote/BTC-USDT | 451 | {"code":0,"msg":"Service unavailable from a restricted location"} | blocked
            binance     | quote/BTC-USDT | 400 | {"code":-1100,"msg":"Illegal characters"} | bad-request
            binance     | bars/BTC-USDT/1d/2009-01-01/2009-12-31 | 200 | [] | no-data
            kraken      | quote/BTC-USD  | 200 | {"error":["EGeneral:Too many requests"]} | rate-limited
            kraken      | quote/BTC-USD  | 200 | {"error":["EGeneral:Temporary lockout"]} | rate-limited
            kraken      | bars/BTC-USD/1d/2026-09-01/2026-09-07 | 200 | {"error":["EService:Unavailable"]} | provider-fault
            kraken      | bars/BTC-USD/1d/2026-09-01/2026-09-07 | 200 | {"error":["EGeneral:Invalid arguments"]} | bad-request
            kraken      | bars/BTC-USD/1d/2026-09-01/2026-09-07 | 200 | {"error":[],"result":{"XXBTZUSD":[],"last":0}} | no-data
            brapi       | quote/PETR4.SA | 401 | {"error":true,"code":"MISSING_TOKEN","message":"Informe o token"} | auth
            brapi       | quote/PETR4.SA | 400 | {"success":false,"error":{"issues":[]}} | bad-request
            brapi       | quote/PETR4.SA | 200 | {"error":true,"message":"Erro interno"} | provider-fault
            brapi       | quote/PETR4.SA | 200 | {"results":[]} | unknown-symbol
            brapi       | quote/PETR4.SA | 200 | {"results":[{"symbol":"VALE3","regularMarketPrice":1}]} | no-data
            brapi       | bars/PETR4.SA/1d/2026-09-01/2026-09-07 | 200 | {"results":[{"symbol":"PETR4","historicalDataPrice":[]}]} | no-data
            marketstack | quote/AAPL     | 429 | {"error":{"code":"usage_limit_reached","message":"x"}} | quota-exhausted
            marketstack | quote/AAPL     | 429 | {"error":{"code":"rate_limit_reached","message":"x"}} | rate-limited
            marketstack | quote/AAPL     | 200 | {"error":{"code":"no_valid_symbols_provided","message":"x"}} | unknown-symbol
            marketstack | quote/AAPL     | 403 | {"error":{"code":"function_access_restricted","message":"x"}} | not-entitled
            marketstack | quote/AAPL     | 200 | {"pagination":{},"data":[{"symbol":"MSFT","close":1}]} | unknown-symbol
            eodhd       | quote/AAPL     | 402 | You exceeded your daily API requests limit | quota-exhausted
            eodhd       | quote/AAPL     | 404 | Ticker Not Found. | unknown-symbol
            eodhd       | bars/AAPL/1d/2020-01-01/2020-12-31 | 200 | [{"warning":"Data is limited by one year as you have free subscription"}] | not-entitled
            eodhd       | bars/AAPL/1d/2026-09-05/2026-09-06 | 200 | [] | no-data
            """)
    void know_failures_by_what_the_provider_says(String provider, String key, int status, String body, String code) {
        ProviderFailedException failure = catchThrowableOfType(
                ProviderFailedException.class,
                () -> Samples.record(provider, key, Samples.response(status, Map.of(), body)));

        assertThat(failure.failure().code()).isEqualTo(code);
    }

    @Test
    void wait_as_long_as_the_provider_means() {
        assertThat(wait("twelvedata", "quote/AAPL", "{\"code\":429,\"message\":\"x\",\"status\":\"error\"}"))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(wait("kraken", "quote/BTC-USD", "{\"error\":[\"EGeneral:Temporary lockout\"]}"))
                .isEqualTo(Duration.ofMinutes(15));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            twelvedata | quote/VOD.L   | {"symbol":"VOD","currency":"GBp","mic_code":"XLON","datetime":"2026-09-04","close":"88.10","change":"-0.90","is_market_open":false} | {"symbol":"VOD.L","price":0.8810,"change":-0.0090,"currency":"GBP","exchange":"XLON","asOf":"2026-09-04","provider":"twelvedata"}
            twelvedata | quote/BTC-USD | {"BTC/USD":{"symbol":"BTC/USD","exchange":"Coinbase Pro","datetime":"2026-09-08","last_quote_at":1788893340,"close":"78624.1"}} | {"symbol":"BTC-USD","price":78624.1,"currency":"USD","asOf":"2026-09-08T18:49:00Z","provider":"twelvedata"}
            twelvedata | bars/7203.DE/1d/2026-09-01/2026-09-04 | {"meta":{"symbol":"7203","interval":"1day","currency":"EUR","exchange_timezone":"Europe/Berlin"},"values":[{"datetime":"2026-09-04","open":"1","high":"2","low":"1","close":"1.50"}]} | {"symbol":"7203.DE","interval":"1d","currency":"EUR","adjusted":true,"bars":[{"time":"2026-09-04","open":1,"high":2,"low":1,"close":1.50}],"provider":"twelvedata","asOf":"2026-09-04"}
            fmp        | fx/EURUSD     | [{"symbol":"EURUSD","price":1.16844,"exchange":"FOREX","timestamp":1788893340}] | {"symbol":"EURUSD","base":"EUR","quote":"USD","rate":1.16844,"asOf":"2026-09-08T18:49:00Z","provider":"fmp"}
            fmp        | profile/AAPL  | [{"symbol":"AAPL","companyName":"Apple Inc.","currency":"USD","cik":"0000320193","isin":"US0378331005","exchange":"NASDAQ","exchangeFullName":"NASDAQ Global Select","industry":"","sector":null,"country":"US","fullTimeEmployees":"164000","ipoDate":"1980-12-12","marketCap":3900351299800,"isEtf":false,"isFund":false}] | {"symbol":"AAPL","name":"Apple Inc.","type":"share","exchange":"XNAS","exchangeName":"NASDAQ Global Select","currency":"USD","country":"US","employees":164000,"listed":"1980-12-12","marketCap":3900351299800,"cik":"0000320193","isin":"US0378331005","provider":"fmp"}
            kraken     | quote/BTC-USD | {"error":[],"result":{"XXBTZUSD":[["30243.40000","0.34507674",1688669597.8277369,"b","m","",61044952]],"last":"1688671969993150842"}} | {"symbol":"BTC-USD","price":30243.40000,"currency":"USD","asOf":"2023-07-06T18:53:17.827736900Z","provider":"kraken"}
            eodhd      | quote/VOD.L   | {"code":"VOD.LSE","timestamp":1788893340,"open":"NA","close":88.1,"previousClose":0,"volume":12} | {"symbol":"VOD.L","price":0.881,"volume":12,"currency":"GBP","asOf":"2026-09-08T18:49:00Z","provider":"eodhd"}
            eodhd      | fx/EURUSD     | {"code":"EURUSD.FOREX","timestamp":1788893340,"close":1.1684} | {"symbol":"EURUSD","base":"EUR","quote":"USD","rate":1.1684,"asOf":"2026-09-08T18:49:00Z","provider":"eodhd"}
            eodhd      | bars/AAPL/1d/2026-09-01/2026-09-04 | [{"date":"2026-09-03","open":1,"high":2,"low":1,"close":1.5,"adjusted_close":1.4,"volume":7},{"date":"2026-09-04","open":null,"high":null,"low":null,"close":null}] | {"symbol":"AAPL","interval":"1d","currency":"USD","adjusted":false,"bars":[{"time":"2026-09-03","open":1,"high":2,"low":1,"close":1.5,"volume":7}],"provider":"eodhd","asOf":"2026-09-03"}
            """)
    void make_the_record_of_a_documented_reply(String provider, String key, String body, String record) {
        assertThat(Samples.record(provider, key, Samples.ok(body))).isEqualTo(record);
    }

    @Test
    void take_a_cut_off_history_for_none() {
        String rows = "[1788480000000,1.5]" + ",[1788566400000,1.6]".repeat(364);
        String body = "{\"prices\":[" + rows + "]}";
        DatasetKey earlier = Samples.key("series/COINGECKO:BITCOIN-USD/2020-01-01/2026-09-07");
        Provider coingecko = Samples.provider("coingecko");

        assertThat(catchThrowableOfType(
                                ProviderFailedException.class, () -> coingecko.record(earlier, Samples.ok(body)))
                        .failure())
                .isEqualTo(FailureClass.NOT_ENTITLED);
        assertThat(Samples.record("coingecko", "series/COINGECKO:BITCOIN-USD/2026-09-04/2026-09-07", Samples.ok(body)))
                .contains("\"date\":\"2026-09-04\"", "\"asOf\":\"2026-09-05\"");
    }

    @Test
    void go_on_while_pages_are_full() {
        String fullTwelve = "{\"values\":[" + "{\"datetime\":\"2026-01-05 10:00:00\"},".repeat(4999)
                + "{\"datetime\":\"2026-01-02 09:30:00\"}]}";
        String fullBinance =
                "[" + "[1,\"1\"],".repeat(999) + "[1735689600000,\"1\",\"1\",\"1\",\"1\",\"1\",1735689659999]]";

        assertThat(next("twelvedata", "bars/AAPL/1m/2026-01-01/2026-01-31", fullTwelve))
                .contains("end_date=2026-01-02%2009%3A30%3A00");
        assertThat(next("twelvedata", "bars/AAPL/1m/2026-01-02/2026-01-31", fullTwelve))
                .isEqualTo(NOTHING_MORE);
        assertThat(next("binance", "bars/BTC-USDT/1m/2025-01-01/2025-01-31", fullBinance))
                .contains("startTime=1735689659999", "endTime=1738367999999");
        assertThat(next("binance", "bars/BTC-USDT/1m/2025-01-01/2025-01-31", "[]"))
                .isEqualTo(NOTHING_MORE);
        assertThat(next("marketstack", "bars/AAPL/1d/2015-01-01/2025-01-31", page(1000, 1000, 0)))
                .contains("offset=2000");
        assertThat(next("marketstack", "bars/AAPL/1d/2015-01-01/2025-01-31", page(1000, 1000, 2000)))
                .isEqualTo(NOTHING_MORE);
        assertThat(next("marketstack", "bars/AAPL/1d/2015-01-01/2025-01-31", page(1000, 999, 0)))
                .isEqualTo(NOTHING_MORE);
    }

    private static String page(int offset, int count, int total) {
        return "{\"pagination\":{\"limit\":1000,\"offset\":%d,\"count\":%d,\"total\":%d}}"
                .formatted(offset, count, total);
    }

    private static String next(String name, String key, String body) {
        return Samples.provider(name)
                .next(Samples.key(key), request(name, key), Samples.ok(body), 1)
                .map(request -> request.url().toString())
                .orElse(NOTHING_MORE);
    }

    private static ProviderRequest request(String name, String key) {
        Provider provider = Samples.provider(name);
        return provider.request(Samples.key(key), provider.baseUrl(), "KEY");
    }

    private static Duration wait(String provider, String key, String body) {
        return catchThrowableOfType(
                        ProviderFailedException.class, () -> Samples.record(provider, key, Samples.ok(body)))
                .retryAfter()
                .orElseThrow();
    }
}
