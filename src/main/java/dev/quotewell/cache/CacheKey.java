package dev.quotewell.cache;

/** Names an entry: what is asked for ({@code AAPL}) inside a dataset ({@code quote}). Both are validated by the intake. */
public record CacheKey(String dataset, String key) {

    public CacheKey {
        if (dataset.isEmpty() || key.isEmpty()) {
            throw new IllegalArgumentException("A cache key needs a dataset and a key: found '" + dataset + "' and '"
                    + key + "', both must hold at least one character");
        }
    }

    /** The part before the first slash: {@code AAPL} of {@code AAPL/1d/2026-01-02/2026-03-31}. */
    public String symbol() {
        int slash = key.indexOf('/');
        return slash < 0 ? key : key.substring(0, slash);
    }

    @Override
    public String toString() {
        return dataset + ":" + key;
    }
}
