package dev.quotewell.camel;

import org.apache.camel.spi.Metadata;

/** Headers of the {@code cache-aside} component. */
public final class CacheAsideConstants {

    @Metadata(label = "producer", description = "To the loader: the dataset of the key to load.", javaType = "String")
    public static final String DATASET = "CamelCacheAsideDataset";

    @Metadata(label = "producer", description = "To the loader: the key to load.", javaType = "String")
    public static final String KEY = "CamelCacheAsideKey";

    @Metadata(
            label = "producer",
            description = "From the loader: the name of the provider that answered.",
            javaType = "String")
    public static final String PROVIDER = "CamelCacheAsideProvider";

    @Metadata(
            label = "producer",
            description = "From the loader: the datum's own time.",
            javaType = "java.time.Instant")
    public static final String AS_OF = "CamelCacheAsideAsOf";

    @Metadata(
            label = "producer",
            description = "From the loader: how long this record is fresh, in place of the step's ttl; 0 for a record"
                    + " that must not be kept.",
            javaType = "java.time.Duration")
    public static final String TTL = "CamelCacheAsideTtl";

    @Metadata(
            label = "producer",
            description = "From the loader: the validator ETag of the provider's reply. To the loader: that of the"
                    + " entry to be refreshed, loaded from the provider in CamelCacheAsideProvider.",
            javaType = "String")
    public static final String ETAG = "CamelCacheAsideEtag";

    @Metadata(label = "producer", description = "The validator Last-Modified, likewise.", javaType = "String")
    public static final String LAST_MODIFIED = "CamelCacheAsideLastModified";

    @Metadata(
            label = "producer",
            description = "From the loader: the provider says that the entry to be refreshed still holds (304); there"
                    + " is no body.",
            javaType = "Boolean")
    public static final String NOT_MODIFIED = "CamelCacheAsideNotModified";

    @Metadata(
            label = "producer",
            description = "How the cache came to its answer for one key: the value of an HTTP Cache-Status header"
                    + " (RFC 9211).",
            javaType = "String")
    public static final String STATUS = "CamelCacheAsideStatus";

    @Metadata(
            label = "producer",
            description = "Who asks: providers' budgets keep a share for people (interactive, the default) before"
                    + " schedules (scheduled) and back-fills (backfill).",
            javaType = "dev.quotewell.budget.Priority")
    public static final String PRIORITY = "CamelCacheAsidePriority";

    /** Property with the {@code List<Answer>} of a step, in the order of its keys. */
    static final String ANSWERS = "CamelCacheAsideAnswers";

    /**
     * Property with the executor on which an exchange goes on that had to wait: its own event loop, for one that never
     * blocks. Without it that is a thread of the component's pool.
     */
    static final String RESUME_ON = "CamelCacheAsideResumeOn";

    private CacheAsideConstants() {}
}
