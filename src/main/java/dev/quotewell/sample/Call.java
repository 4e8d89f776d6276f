package dev.quotewell.sample;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A request as a provider would see it.
 *
 * @param path without the provider's name in front
 * @param query decoded; the first value where a name comes twice
 * @param token the header that some providers take a key from, empty without
 */
record Call(String path, Map<String, String> query, String token) {

    Call {
        query = Map.copyOf(query);
    }

    static Call of(HttpExchange exchange, String path) {
        String token = exchange.getRequestHeaders().getFirst("X-Finnhub-Token");
        return new Call(path, query(exchange), token == null ? "" : token);
    }

    static Map<String, String> query(HttpExchange exchange) {
        String raw = exchange.getRequestURI().getRawQuery();
        Map<String, String> query = new HashMap<>();
        for (String part : raw == null ? new String[0] : raw.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            String value = equals < 0 ? "" : part.substring(equals + 1);
            query.putIfAbsent(decode(name), decode(value));
        }
        return query;
    }

    boolean mentions(String text) {
        return path.contains(text) || query.values().stream().anyMatch(value -> value.contains(text));
    }

    /** Empty when the parameter is missing, as providers treat both alike. */
    String parameter(String name) {
        return parameter(name, "");
    }

    String parameter(String name, String without) {
        return query.getOrDefault(name, without);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
