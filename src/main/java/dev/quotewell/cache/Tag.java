package dev.quotewell.cache;

import java.util.Set;

/**
 * Something that entries have in common. Every entry carries {@code symbol:<symbol>} and {@code provider:<name>}; both
 * follow from its key and its metadata, so they cost no memory of their own.
 *
 * @param name one of {@link #NAMES}
 */
public record Tag(String name, String value) {

    public static final String SYMBOL = "symbol";
    public static final String PROVIDER = "provider";
    public static final Set<String> NAMES = Set.of(SYMBOL, PROVIDER);

    public Tag {
        if (!NAMES.contains(name) || value.isEmpty()) {
            throw new IllegalArgumentException(
                    "The tag is '" + name + ":" + value + "', must be symbol:<symbol> or provider:<name>");
        }
    }

    /** Reads {@code symbol:AAPL}. */
    public static Tag parse(String text) {
        int colon = text.indexOf(':');
        return new Tag(colon < 0 ? text : text.substring(0, colon), colon < 0 ? "" : text.substring(colon + 1));
    }

    public boolean isOn(CacheKey key, String provider) {
        return name.equals(PROVIDER) ? value.equals(provider) : value.equals(key.symbol());
    }

    @Override
    public String toString() {
        return name + ":" + value;
    }
}
