package dev.quotewell.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarketDataTest {

    private record Reply(int status, Map<String, String> headers, String body) {}

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Reply reply = new Reply(200, Map.of(), "{}");
    private HttpServer server;
    private MarketData market;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            Reply now = reply;
            now.headers().forEach(exchange.getResponseHeaders()::add);
            byte[] body = now.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(now.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        market = MarketData.at("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a_record_comes_with_exact_digits_its_age_and_how_the_cache_had_it() {
        reply = new Reply(
                200,
                Map.of("Age", "7", "Cache-Status", "quotewell; hit; ttl=8"),
                "{\"symbol\":\"BRK-B\",\"price\":100.10}");

        Datum quote = market.quote("BRK-B");

        assertThat(quote.record().path("price").decimalValue()).hasToString("100.10");
        assertThat(quote.age()).isEqualTo(Duration.ofSeconds(7));
        assertThat(quote.cacheStatus()).isEqualTo("quotewell; hit; ttl=8");
        assertThat(asked).containsExactly("/v1/quote/BRK-B");
    }

    @Test
    void what_is_asked_for_is_escaped() {
        market.series("FRED:GDP/..");
        market.bars("PETR4.SA", "1d", LocalDate.of(2026, 1, 2), LocalDate.of(2026, 3, 31));
        market.get("quote", List.of("A&B", "C D"));

        assertThat(asked)
                .containsExactly(
                        "/v1/series/FRED%3AGDP%2F..",
                        "/v1/bars/PETR4.SA?interval=1d&from=2026-01-02&to=2026-03-31", "/v1/quote?keys=A%26B,C%20D");
    }

    @Test
    void of_many_keys_those_with_a_record_come_in_the_order_asked() {
        reply = new Reply(200, Map.of(), """
                {"results":[
                  {"key":"MSFT","status":200,"record":{"price":1.50},"cacheStatus":"quotewell; hit"},
                  {"key":"NOSUCH","status":404,"problem":{"type":"unknown-symbol"}},
                  {"key":"AAPL","status":200,"record":{"price":2},"cacheStatus":"quotewell; fwd=miss"}]}
                """);

        Map<String, Datum> quotes = market.get("quote", List.of("MSFT", "NOSUCH", "AAPL"));

        assertThat(quotes.keySet()).containsExactly("MSFT", "AAPL");
        assertThat(quotes.get("MSFT"))
                .extracting(
                        Datum::cacheStatus,
                        one -> one.record().path("price").decimalValue().toString())
                .containsExactly("quotewell; hit", "1.50");
    }

    @Test
    void a_problem_says_what_it_is_and_when_to_come_back() {
        reply = new Reply(
                429,
                Map.of("Retry-After", "30", "Content-Type", "application/problem+json"),
                "{\"type\":\"rate-limited\",\"detail\":\"No provider may be asked now\"}");

        MarketDataException problem = catchThrowableOfType(MarketDataException.class, () -> market.fx("EURUSD"));

        assertThat(problem).hasMessage("No provider may be asked now");
        assertThat(problem.status()).isEqualTo(429);
        assertThat(problem.type()).isEqualTo("rate-limited");
        assertThat(problem.retryAfter()).hasValue(Duration.ofSeconds(30));
    }

    @Test
    void who_does_not_answer_and_who_is_no_Quotewell_is_told() {
        reply = new Reply(502, Map.of(), "<html>");
        assertThatThrownBy(() -> market.profile("KO")).hasMessage("The answer with HTTP 502 is no JSON");

        server.stop(0);
        assertThatThrownBy(() -> market.profile("KO"))
                .isInstanceOf(MarketDataException.class)
                .hasMessageContaining("gives no answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8080", "ftp://there", "http:nowhere"})
    void what_is_no_address_is_refused(String address) {
        assertThatThrownBy(() -> MarketData.at(address)).hasMessageContaining("such as http://127.0.0.1:8080");
    }
}
