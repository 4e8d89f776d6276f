package dev.quotewell.provider;

import java.util.Map;

/**
 * What is asked for inside a dataset. {@code text} is its one canonical spelling, as in Redis
 * ({@code AAPL/1d/2025-01-01/2025-12-31}); {@code parameters} are its named parts ({@code symbol}, {@code interval},
 * {@code from}, {@code to}; for {@code EURUSD} also {@code base} and {@code quote}). Made by {@link Dataset#key},
 * which is what makes it a valid one.
 */
public record DatasetKey(String dataset, String text, Map<String, String> parameters) {

    public DatasetKey {
        parameters = Map.copyOf(parameters);
        if (!parameters.containsKey("symbol")) {
            throw new IllegalArgumentException("a key needs a symbol, found " + parameters.keySet());
        }
    }

    /** The symbol in our own spelling. */
    public String symbol() {
        return parameters.getOrDefault("symbol", "");
    }
}
