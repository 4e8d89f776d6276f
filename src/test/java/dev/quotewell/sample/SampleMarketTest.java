package dev.quotewell.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SampleMarketTest {

    private static final String QUOTE = "/finnhub/api/v1/quote?symbol=AAPL&token=x";
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2025-06-18T15:12:34.567Z"));

    private final SampleMarket market = SampleMarket.start(0, 7, CLOCK);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        market.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/alphavantage/query?function=GLOBAL_QUOTE&symbol=IBM&apikey=demo, Global Quote",
        "/finnhub/api/v1/quote?symbol=AAPL&token=x, pc",
        "/frankfurter/v1/latest?base=USD&symbols=EUR%2CGBP, rates",
        "/coinbase/products/BTC-USD/ticker, trade_id"
    })
    void serves_each_provider_under_its_name(String path, String field) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json; charset=utf-8");
        assertThat(response.body()).contains("\"" + field + "\"");
    }

    @Test
    void two_markets_of_one_seed_answer_alike_and_of_two_seeds_not() throws Exception {
        try (SampleMarket same = SampleMarket.start(0, 7, CLOCK);
                SampleMarket other = SampleMarket.start(0, 8, CLOCK)) {
            String body = get(QUOTE).body();

            assertThat(get(same, QUOTE).body()).isEqualTo(body);
            assertThat(get(other, QUOTE).body()).isNotEqualTo(body);
        }
    }

    @Test
    void counts_data_calls_of_each_provider_only() throws Exception {
        get(QUOTE);
        get(QUOTE);
        get("/sample");
        market.mode("finnhub", Mode.REFUSE);
        get(QUOTE);

        assertThat(market.calls("finnhub")).isEqualTo(3);
        assertThat(market.calls("coinbase")).isZero();
    }

    @Test
    void an_answer_that_the_caller_has_already_is_not_sent_again_but_counts() throws Exception {
        String rates = "/frankfurter/v1/latest?base=USD&symbols=EUR";
        String etag = get(rates).headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> known = get(rates, "If-None-Match", "\"other\", W/" + etag);
        HttpResponse<String> unknown = get(rates, "If-None-Match", "\"other\"");

        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(known.headers().firstValue("ETag")).hasValue(etag);
        assertThat(known.headers().firstValue("Cache-Control")).hasValue("public, max-age=86400");
        assertThat(known.headers().firstValue("Content-Type")).isEmpty();
        assertThat(unknown.statusCode()).isEqualTo(200);
        assertThat(get(rates).body()).isEqualTo(unknown.body());
        assertThat(market.calls("frankfurter")).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"REFUSE, 429", "FAIL, 500", "LIE, 200"})
    void a_provider_in_trouble_does_not_say_that_nothing_changed(Mode mode, int status) throws Exception {
        market.mode("frankfurter", mode);

        assertThat(get("/frankfurter/v1/latest", "If-None-Match", "*").statusCode())
                .isEqualTo(status);
    }

    @Test
    void an_answer_without_a_version_is_always_sent() throws Exception {
        assertThat(get(QUOTE, "If-None-Match", "*").statusCode()).isEqualTo(200);
        assertThat(get("/frankfurter/v1/nowhere", "If-None-Match", "*").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "REFUSE, alphavantage, 200, 1 request per second",
        "REFUSE, finnhub,      429, API limit reached",
        "REFUSE, frankfurter,  429, too many requests",
        "REFUSE, coinbase,     429, Public rate limit exceeded",
        "LIE,    alphavantage, 200, 25 requests per day",
        "LIE,    finnhub,      200, '\"c\":0'",
        "LIE,    frankfurter,  200, <html>",
        "LIE,    coinbase,     200, message",
        "FAIL,   alphavantage, 500, message",
        "FAIL,   finnhub,      500, message"
    })
    void misbehaves_in_the_words_of_the_provider(Mode mode, String provider, int status, String words)
            throws Exception {
        market.mode(provider, mode);

        HttpResponse<String> response = get("/" + provider + "/api/v1/quote?symbol=AAPL&token=x");

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(words);
        assertThat(response.headers().firstValue("Retry-After")).isEmpty();
    }

    @Test
    void a_slow_provider_answers_after_its_delay() throws Exception {
        market.mode("finnhub", Mode.SLOW, Duration.ofMillis(200));
        long start = System.nanoTime();

        HttpResponse<String> response = get(QUOTE);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void many_hanging_requests_starve_nobody_and_get_their_answer_when_the_mode_changes() throws Exception {
        market.mode("finnhub", Mode.HANG);
        List<CompletableFuture<HttpResponse<String>>> hanging =
                Stream.generate(() -> send(QUOTE)).limit(60).toList();

        assertThat(get("/coinbase/products/BTC-USD/ticker").statusCode()).isEqualTo(200);
        assertThat(hanging).noneMatch(CompletableFuture::isDone);

        market.mode("finnhub", Mode.NORMAL);

        for (CompletableFuture<HttpResponse<String>> response : hanging) {
            assertThat(response.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void closing_ends_hanging_requests() {
        market.mode("finnhub", Mode.HANG);
        CompletableFuture<HttpResponse<String>> hanging = send(QUOTE);

        market.close();

        assertThat(hanging).failsWithin(Duration.ofSeconds(30));
    }

    @Test
    void reset_makes_all_as_new() throws Exception {
        get(QUOTE);
        market.mode("finnhub", Mode.FAIL);

        market.reset();

        assertThat(market.calls("finnhub")).isZero();
        assertThat(get(QUOTE).statusCode()).isEqualTo(200);
    }

    @Test
    void is_switched_and_watched_over_http() throws Exception {
        assertThat(send("PUT", "/sample/finnhub?mode=fail").statusCode()).isEqualTo(200);
        assertThat(get(QUOTE).statusCode()).isEqualTo(500);
        assertThat(send("POST", "/sample/coinbase?mode=slow&delay=50ms").statusCode())
                .isEqualTo(200);

        assertThat(get("/sample").body())
                .isEqualTo(
                        "{\"alphavantage\":{\"calls\":0,\"mode\":\"normal\"},"
                                + "\"coinbase\":{\"calls\":0,\"mode\":\"slow\"},"
                                + "\"finnhub\":{\"calls\":1,\"mode\":\"fail\"},"
                                + "\"frankfurter\":{\"calls\":0,\"mode\":\"normal\"},\"fred\":{\"calls\":0,\"mode\":\"normal\"}}");

        assertThat(send("POST", "/sample/reset").body())
                .doesNotContain("fail", "slow")
                .contains("\"finnhub\":{\"calls\":0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | /sample/finnhub?mode=sleepy | 400 | mode is 'sleepy', must be one of normal, slow, refuse, fail, hang, lie",
                "PUT | /sample/finnhub | 400 | mode is '', must be one of normal, slow, refuse, fail, hang, lie",
                "PUT | /sample/finnhub?mode=slow&delay=soon | 400 | delay is 'soon', must be a time such as 500ms, 2s or 1m",
                "PUT | /sample/nope?mode=slow | 404 | provider is 'nope', must be one of alphavantage, coinbase, finnhub, frankfurter, fred",
                "GET | /nope/v1 | 404 | provider is 'nope', must be one of alphavantage, coinbase, finnhub, frankfurter, fred",
                "GET | /sample/reset | 405 | method is GET, must be PUT or POST for /sample/reset",
                "POST | /finnhub/api/v1/quote | 405 | method must be GET for /finnhub/api/v1/quote"
            })
    void says_in_a_sentence_what_is_allowed(String method, String path, int status, String sentence) throws Exception {
        HttpResponse<String> response = send(method, path);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(sentence + "\n");
    }

    @Test
    void refuses_a_provider_it_does_not_have() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> market.calls("nope"))
                .withMessage("provider is 'nope', must be one of alphavantage, coinbase, finnhub, frankfurter, fred");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(market, path);
    }

    private HttpResponse<String> get(String path, String header, String value)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri(market, path)).header(header, value).build();
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> get(SampleMarket from, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(from, path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(market, path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private CompletableFuture<HttpResponse<String>> send(String path) {
        return client.sendAsync(HttpRequest.newBuilder(uri(market, path)).build(), BodyHandlers.ofString());
    }

    private static URI uri(SampleMarket market, String path) {
        return URI.create(market.url() + path);
    }
}
