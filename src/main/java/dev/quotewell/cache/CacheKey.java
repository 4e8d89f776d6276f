package dev.quotewell.cache;

/** Names an entry: what is asked for ({@code AAPL}) inside a dataset ({@code quote}). Both are validated by the intake. */
public record CacheKey(String dataset, String key) {

    public CacheKey {
        if (dataset.isEmpty() || key.isEmpty()) {
            throw new IllegalArgumentException("A cache key needs a dataset and a key: found '" + dataset + "' and '"
                    + key + "', both must hold at least one character");
        }
    }

    @Override
    public String toString() {
        return dataset + ":" + key;
    }
}
