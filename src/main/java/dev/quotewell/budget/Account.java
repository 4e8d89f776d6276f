package dev.quotewell.budget;

import java.time.Instant;
import java.util.List;

/**
 * What is counted for some keys of a provider, at a moment.
 *
 * @param keys ids as {@link KeyId} makes them
 * @param charges one a window
 * @param concurrency calls at once and key; 0 means that they are not counted
 */
public record Account(String provider, List<String> keys, List<Charge> charges, int concurrency, Instant now) {

    public Account {
        keys = List.copyOf(keys);
        charges = List.copyOf(charges);
    }

    Account of(String key) {
        return new Account(provider, List.of(key), charges, concurrency, now);
    }
}
