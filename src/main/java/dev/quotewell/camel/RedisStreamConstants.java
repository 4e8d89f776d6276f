package dev.quotewell.camel;

import org.apache.camel.spi.Metadata;

/** Headers of the {@code redis-stream} component. */
public final class RedisStreamConstants {

    @Metadata(label = "common", description = "The entry's id in its stream.", javaType = "String")
    public static final String ID = "CamelRedisStreamId";

    @Metadata(label = "consumer", description = "The stream that the entry was read from.", javaType = "String")
    public static final String STREAM = "CamelRedisStreamName";

    @Metadata(
            label = "consumer",
            description = "How often the entry was handed to a consumer, this time included.",
            javaType = "Long")
    public static final String DELIVERIES = "CamelRedisStreamDeliveries";

    @Metadata(
            label = "producer",
            description = "The moment from which on the entry is to be worked off; it becomes the entry's field due.",
            javaType = "java.time.Instant")
    public static final String DUE = "CamelRedisStreamDue";

    private RedisStreamConstants() {}
}
