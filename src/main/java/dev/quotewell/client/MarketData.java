package dev.quotewell.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks a Quotewell that runs, and waits for its answer: at most 30 s, more than any answer takes there. All methods throw
 * {@link MarketDataException} when there is no record. Safe for many threads; to be made once.
 *
 * <pre>{@code
 * MarketData market = MarketData.at("http://127.0.0.1:8080");
 * BigDecimal price = market.quote("AAPL").record().path("price").decimalValue();
 * }</pre>
 */
public final class MarketData {

    /** How many keys one request may hold. */
    public static final int MOST_KEYS = 1_000;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final String api;
    private final @Nullable String key;

    private MarketData(String api, @Nullable String key) {
        this.api = api;
        this.key = key;
    }

    /** @param api such as {@code http://127.0.0.1:8080}: what {@code ready} tells */
    public static MarketData at(String api) {
        return of(api, null);
    }

    /** @param key of the API, with the role {@code read}; https is by the authorities that Java trusts */
    public static MarketData at(String api, String key) {
        if (!key.matches("[\\x21-\\x7e]+")) {
            throw new IllegalArgumentException("A key has no spaces, and only letters, digits and signs of ASCII");
        }
        return of(api, key);
    }

    private static MarketData of(String api, @Nullable String key) {
        if (!isAddress(api)) {
            throw new IllegalArgumentException("Found '" + api + "', must be a URL such as http://127.0.0.1:8080");
        }
        return new MarketData(api.endsWith("/") ? api.substring(0, api.length() - 1) : api, key);
    }

    private static boolean isAddress(String text) {
        try {
            URI url = new URI(text);
            return url.getHost() != null && List.of("http", "https").contains(url.getScheme());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The latest price; symbols as Yahoo Finance writes them: {@code AAPL}, {@code PETR4.SA}, {@code BTC-USD}. */
    public Datum quote(String symbol) {
        return get("quote", symbol);
    }

    /** A currency rate: {@code EURUSD}. */
    public Datum fx(String pair) {
        return get("fx", pair);
    }

    public Datum profile(String symbol) {
        return get("profile", symbol);
    }

    /** A whole economic series: {@code FRED:GDP}. */
    public Datum series(String id) {
        return get("series", id);
    }

    /**
     * Bars, oldest first.
     *
     * @param interval {@code 1m}, {@code 5m}, {@code 15m}, {@code 1h} or {@code 1d}
     * @param to inclusive
     */
    public Datum bars(String symbol, String interval, LocalDate from, LocalDate to) {
        return found(
                ask("/v1/bars/" + encoded(symbol) + "?interval=" + encoded(interval) + "&from=" + from + "&to=" + to));
    }

    /** A record of any dataset. */
    public Datum get(String dataset, String key) {
        return found(ask("/v1/" + encoded(dataset) + "/" + encoded(key)));
    }

    /**
     * Those of the keys that have a record, in the order asked; a key without one is left out.
     *
     * @param keys up to {@value #MOST_KEYS}
     */
    public Map<String, Datum> get(String dataset, List<String> keys) {
        String list = keys.stream().map(MarketData::encoded).collect(Collectors.joining(","));
        JsonNode results =
                json(good(ask("/v1/" + encoded(dataset) + "?keys=" + list))).path("results");
        Map<String, Datum> found = new LinkedHashMap<>();
        for (JsonNode result : results) {
            if (result.has("record")) {
                found.put(
                        result.path("key").asText(),
                        new Datum(
                                result.path("record"),
                                Duration.ZERO,
                                result.path("cacheStatus").asText()));
            }
        }
        return found;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpResponse<byte[]> ask(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(api + path)).timeout(TIMEOUT);
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw noAnswer(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw noAnswer(e);
        }
    }

    private MarketDataException noAnswer(Exception why) {
        MarketDataException failure = new MarketDataException(
                0, "", api + " gives no answer: " + why.getClass().getSimpleName(), null);
        failure.initCause(why);
        return failure;
    }

    private static Datum found(HttpResponse<byte[]> response) {
        return new Datum(
                json(good(response)),
                Objects.requireNonNullElse(seconds(response, "age"), Duration.ZERO),
                response.headers().firstValue("cache-status").orElse(""));
    }

    private static HttpResponse<byte[]> good(HttpResponse<byte[]> response) {
        if (response.statusCode() == 200) {
            return response;
        }
        JsonNode problem = json(response);
        String type = problem.path("type").asText();
        throw new MarketDataException(
                response.statusCode(),
                type.substring(type.lastIndexOf('/') + 1),
                problem.path("detail").asText("HTTP " + response.statusCode()),
                seconds(response, "retry-after"));
    }

    private static @Nullable Duration seconds(HttpResponse<?> response, String name) {
        return response.headers()
                .firstValue(name)
                .map(told -> Duration.ofSeconds(Long.parseLong(told)))
                .orElse(null);
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        try {
            return Json.mapper().readTree(response.body());
        } catch (IOException e) {
            throw new MarketDataException(
                    response.statusCode(), "", "The answer with HTTP " + response.statusCode() + " is no JSON", null);
        }
    }
}
