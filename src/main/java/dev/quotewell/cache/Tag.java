package dev.quotewell.cache;

import java.util.Set;

/**
 * Something that entries have in common. Every entry carries {@code symbol:<symbol>} and {@code provider:<name>}, those
 * of adjusted prices also {@code adjusted:<symbol>}; all follow from what is in the entry, so they cost no memory of
 * their own.
 *
 * @param name one of {@link #NAMES}
 */
public record Tag(String name, String value) {

    public static final String SYMBOL = "symbol";
    public static final String PROVIDER = "provider";

    /** On the entries of a symbol whose record says {@code "adjusted":true}. */
    public static final String ADJUSTED = "adjusted";

    public static final Set<String> NAMES = Set.of(SYMBOL, PROVIDER, ADJUSTED);

    public Tag {
        if (!NAMES.contains(name) || value.isEmpty()) {
            throw new IllegalArgumentException("The tag is '" + name + ":" + value
                    + "', must be symbol:<symbol>, adjusted:<symbol> or provider:<name>");
        }
    }

    /** Reads {@code symbol:AAPL}. */
    public static Tag parse(String text) {
        int colon = text.indexOf(':');
        return new Tag(colon < 0 ? text : text.substring(0, colon), colon < 0 ? "" : text.substring(colon + 1));
    }

    /** Whether an entry may carry it by its key alone. */
    public boolean mayBeOn(CacheKey key) {
        return name.equals(PROVIDER) || value.equals(key.symbol());
    }

    public boolean isOn(CacheKey key, Entry entry) {
        return switch (name) {
            case PROVIDER -> value.equals(entry.provider());
            case ADJUSTED ->
                value.equals(key.symbol())
                        && entry instanceof Entry.Value found
                        && found.record().text().contains("\"adjusted\":true");
            default -> value.equals(key.symbol());
        };
    }

    @Override
    public String toString() {
        return name + ":" + value;
    }
}
