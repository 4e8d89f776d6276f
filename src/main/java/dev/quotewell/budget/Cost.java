package dev.quotewell.budget;

/** What is asked for: {@code calls} for windows that count calls, {@code symbols} for those that count symbols. */
public record Cost(long calls, long symbols) {

    /** One call for one symbol. */
    public static final Cost ONE = new Cost(1, 1);

    public Cost {
        if (calls < 1 || symbols < 1) {
            throw new IllegalArgumentException(
                    "found " + calls + " calls for " + symbols + " symbols, must be at least 1 each");
        }
    }
}
