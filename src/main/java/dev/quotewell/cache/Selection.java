package dev.quotewell.cache;

/** Which entries are to be evicted, always of one dataset. */
public sealed interface Selection {

    String dataset();

    /** One entry, and the failure that may be remembered for it. */
    record OfKey(CacheKey key) implements Selection {
        @Override
        public String dataset() {
            return key.dataset();
        }
    }

    /** All entries that carry the tag. */
    record OfTag(String dataset, Tag tag) implements Selection {}

    record OfDataset(String dataset) implements Selection {}
}
