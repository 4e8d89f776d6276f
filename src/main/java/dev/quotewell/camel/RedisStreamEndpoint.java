package dev.quotewell.camel;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Read and write messages in Redis streams: consumer groups, acknowledgement after completion, dead letters.
 */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "redis-stream",
        title = "Redis Stream",
        syntax = "redis-stream:stream",
        category = {Category.MESSAGING},
        headersClass = RedisStreamConstants.class)
public class RedisStreamEndpoint extends DefaultEndpoint {

    @UriPath(description = "The name of the stream; the message is the field body of an entry.")
    @Metadata(required = true)
    private String stream;

    @UriParam(
            label = "consumer",
            defaultValue = "quotewell",
            description = "The consumer group; it is made, from the stream's beginning, where it is missing.")
    private String group = "quotewell";

    @UriParam(label = "consumer", defaultValue = "64", description = "How many entries are worked on at once.")
    private int concurrency = 64;

    @UriParam(label = "consumer", defaultValue = "100", description = "How many entries one read brings at most.")
    private int batchSize = 100;

    @UriParam(
            label = "consumer",
            defaultValue = "1s",
            description = "How long a read waits for the first entry; at most 5 seconds.",
            javaType = "java.time.Duration")
    private Duration block = Duration.ofSeconds(1);

    @UriParam(
            label = "consumer",
            defaultValue = "1m",
            description = "After how long an entry that a consumer took and did not finish is given to another.",
            javaType = "java.time.Duration")
    private Duration claimAfter = Duration.ofMinutes(1);

    @UriParam(
            label = "consumer",
            defaultValue = "5",
            description = "After how many deliveries an entry that keeps failing becomes a dead letter.")
    private int maxDeliveries = 5;

    @UriParam(
            label = "consumer",
            description = "The stream for entries that cannot be worked on, with the reason. Without it they are"
                    + " tried for ever.")
    private String deadLetter = "";

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description = "Read the partitions of the stream, each by one instance at a time and in its order: an"
                    + " entry that fails is tried again before any later one of its partition.")
    private boolean partitioned;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "With partitioned: hand on what one read brought as one message, whose body is a list of bytes;"
                            + " when it fails, all of it is tried again.")
    private boolean batching;

    @UriParam(
            label = "consumer",
            description = "While this bean says yes, nothing is read.",
            javaType = "java.util.function.BooleanSupplier")
    private @Nullable BooleanSupplier pauseWhile;

    @UriParam(
            label = "producer",
            defaultValue = "0",
            description = "About how many entries the stream keeps, beside those that one of its groups still needs; 0"
                    + " keeps all.")
    private long maxLength;

    @UriParam(
            label = "producer",
            defaultValue = "false",
            description =
                    "Add the entry in one atomic step with the end of the message that the exchange came with: its"
                            + " acknowledgement and its state. Needs a route that begins at redis-stream or schedule.")
    private boolean transacted;

    public RedisStreamEndpoint(String uri, RedisStreamComponent component, String stream) {
        super(uri, component);
        this.stream = stream;
    }

    @Override
    public RedisStreamComponent getComponent() {
        return (RedisStreamComponent) super.getComponent();
    }

    @Override
    public Producer createProducer() {
        return new RedisStreamProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        Consumer consumer =
                partitioned ? new PartitionedStreamConsumer(this, processor) : new RedisStreamConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    public String getStream() {
        return stream;
    }

    public void setStream(String stream) {
        this.stream = stream;
    }

    public String getGroup() {
        return group;
    }

    public void setGroup(String group) {
        this.group = group;
    }

    public int getConcurrency() {
        return concurrency;
    }

    public void setConcurrency(int concurrency) {
        this.concurrency = concurrency;
    }

    public int getBatchSize() {
        return batchSize;
    }

    public void setBatchSize(int batchSize) {
        this.batchSize = batchSize;
    }

    public Duration getBlock() {
        return block;
    }

    public void setBlock(Duration block) {
        this.block = block;
    }

    public Duration getClaimAfter() {
        return claimAfter;
    }

    public void setClaimAfter(Duration claimAfter) {
        this.claimAfter = claimAfter;
    }

    public int getMaxDeliveries() {
        return maxDeliveries;
    }

    public void setMaxDeliveries(int maxDeliveries) {
        this.maxDeliveries = maxDeliveries;
    }

    public String getDeadLetter() {
        return deadLetter;
    }

    public void setDeadLetter(String deadLetter) {
        this.deadLetter = deadLetter;
    }

    public boolean isPartitioned() {
        return partitioned;
    }

    public void setPartitioned(boolean partitioned) {
        this.partitioned = partitioned;
    }

    public long getMaxLength() {
        return maxLength;
    }

    public void setMaxLength(long maxLength) {
        this.maxLength = maxLength;
    }

    public boolean isBatching() {
        return batching;
    }

    public void setBatching(boolean batching) {
        this.batching = batching;
    }

    boolean isHeldBack() {
        BooleanSupplier asked = pauseWhile;
        return asked != null && asked.getAsBoolean();
    }

    public @Nullable BooleanSupplier getPauseWhile() {
        return pauseWhile;
    }

    public void setPauseWhile(@Nullable BooleanSupplier pauseWhile) {
        this.pauseWhile = pauseWhile;
    }

    public boolean isTransacted() {
        return transacted;
    }

    public void setTransacted(boolean transacted) {
        this.transacted = transacted;
    }
}
