package dev.quotewell.camel;

import dev.quotewell.cache.CachePolicy;
import java.time.Duration;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/**
 * Answer from the cache while fresh, and have what is missing loaded once, whoever asks for it and wherever.
 */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "cache-aside",
        title = "Cache Aside",
        syntax = "cache-aside:dataset",
        producerOnly = true,
        category = {Category.CACHE},
        headersClass = CacheAsideConstants.class)
public class CacheAsideEndpoint extends DefaultEndpoint {

    @UriPath(description = "The dataset that the keys belong to.")
    @Metadata(required = true)
    private String dataset;

    @UriParam(
            defaultValue = "${header.key}",
            description = "The key, as a simple expression. A text is one key: its record becomes the body, and a"
                    + " key without an answer fails the exchange. A list of texts is many keys: the body becomes the"
                    + " list of their answers, in the order asked.")
    private String key = "${header.key}";

    @UriParam(description = "The endpoint that loads a key, named in its header CamelCacheAsideKey.")
    @Metadata(required = true)
    private String loader = "";

    @UriParam(defaultValue = "1m", description = "How long a record is fresh.", javaType = "java.time.Duration")
    private Duration ttl = Duration.ofMinutes(1);

    @UriParam(
            description = "How long a record is fresh that was loaded while its market was closed: a duration, at most"
                    + " until the market opens, or until-open for just that. Without it the ttl holds at all times.")
    private @Nullable String ttlWhenClosed;

    @UriParam(
            defaultValue = "0s",
            description = "How long a record is fresh whose period is over, such as the bars of a past year. 0s makes"
                    + " no difference.",
            javaType = "java.time.Duration")
    private Duration ttlWhenFinal = Duration.ZERO;

    @UriParam(
            defaultValue = "0",
            description = "The share of the ttl, from 0 to 1, by which it is shortened at random, so that entries"
                    + " loaded together do not expire together.")
    private double jitter;

    @UriParam(
            defaultValue = "0",
            description = "After which share of its time, from 0 to 1, a fresh record is loaded anew behind a hit, so"
                    + " that a key in use never turns stale; 0 for never.")
    private double eagerRefresh;

    @UriParam(
            defaultValue = "0s",
            description = "How long after the ttl a stale record is still served at once, while one load runs behind"
                    + " it (RFC 5861).",
            javaType = "java.time.Duration")
    private Duration staleWhileRevalidate = Duration.ZERO;

    @UriParam(
            defaultValue = "0s",
            description = "How long after the ttl a stale record is served when the load fails (RFC 5861).",
            javaType = "java.time.Duration")
    private Duration staleIfError = Duration.ZERO;

    @UriParam(
            defaultValue = "1m",
            description = "How long the answer is remembered that there is no such key.",
            javaType = "java.time.Duration")
    private Duration negativeTtl = Duration.ofMinutes(1);

    @UriParam(
            defaultValue = "0s",
            description = "How long a caller waits for a load when a stale record could be served within staleIfError;"
                    + " the load goes on and is stored. 0s waits for the hard time-out.",
            javaType = "java.time.Duration")
    private Duration softTimeout = Duration.ZERO;

    @UriParam(
            defaultValue = "10s",
            description = "How long a caller waits for a load; a later answer is still stored.",
            javaType = "java.time.Duration")
    private Duration hardTimeout = Duration.ofSeconds(10);

    @UriParam(
            defaultValue = "1s",
            description = "How long a key is left alone after a failed load; its callers get the stale record or the"
                    + " remembered failure. Doubled with each further failure in a row.",
            javaType = "java.time.Duration")
    private Duration failureBackoff = Duration.ofSeconds(1);

    @UriParam(
            defaultValue = "1m",
            description = "The most that comes of the doubling, or of a provider's Retry-After.",
            javaType = "java.time.Duration")
    private Duration failureBackoffMax = Duration.ofMinutes(1);

    @UriParam(
            defaultValue = "0s",
            description = "How long a copy in this process is served without asking Redis, which tells when an entry"
                    + " changes. 0s keeps no copies.",
            javaType = "java.time.Duration")
    private Duration nearTtl = Duration.ZERO;

    @UriParam(defaultValue = "1048576", description = "Larger records, in bytes, are answered and not kept.")
    private int largestEntry = 1024 * 1024;

    @UriParam(defaultValue = "32", description = "How many loads of this step may run at once.")
    private int loads = 32;

    @UriParam(
            defaultValue = "1",
            description = "How many keys one load takes. Above 1 the loader finds a list of texts in its header"
                    + " CamelCacheAsideKey, and answers with one JSON object: the record of each key under its name; a"
                    + " key that is not there is unknown.")
    private int batchSize = 1;

    @UriParam(
            defaultValue = "false",
            description = "Whether callers may ask for more than the policy gives, by no-cache, max-age=… and"
                    + " only-if-cached in a header Cache-Control (RFC 9111).")
    private boolean honourRequestCacheControl;

    public CacheAsideEndpoint(String uri, CacheAsideComponent component, String dataset) {
        super(uri, component);
        this.dataset = dataset;
    }

    /** @throws IllegalArgumentException a parameter is out of its bounds; it says which */
    CachePolicy policy() {
        return CachePolicy.builder()
                .ttl(ttl)
                .jitter(jitter)
                .eagerRefresh(eagerRefresh)
                .staleWhileRevalidate(staleWhileRevalidate)
                .staleIfError(staleIfError)
                .negativeTtl(negativeTtl)
                .softTimeout(softTimeout)
                .hardTimeout(hardTimeout)
                .failureBackoff(failureBackoff)
                .failureBackoffMax(failureBackoffMax)
                .nearTtl(nearTtl)
                .largestEntryBytes(largestEntry)
                .build();
    }

    /** @throws IllegalArgumentException ttlWhenClosed is no duration */
    LoadFreshness freshness() {
        String closed = ttlWhenClosed;
        if (closed != null && !closed.equals(Sessions.UNTIL_OPEN)) {
            closed = duration(closed).toString();
        }
        return new LoadFreshness(getComponent().getSessions(), closed, ttlWhenFinal.isZero() ? null : ttlWhenFinal);
    }

    private static Duration duration(String text) {
        try {
            return Duration.ofMillis(TimeUtils.toMilliSeconds(text));
        } catch (RuntimeException notADuration) {
            throw new IllegalArgumentException(
                    "ttlWhenClosed is " + text + ", must be until-open or a duration such as 1h", notADuration);
        }
    }

    @Override
    public CacheAsideComponent getComponent() {
        return (CacheAsideComponent) super.getComponent();
    }

    @Override
    public Producer createProducer() {
        return new CacheAsideProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("cache-aside:" + dataset + " is a step of a route, not its start");
    }

    public String getDataset() {
        return dataset;
    }

    public void setDataset(String dataset) {
        this.dataset = dataset;
    }

    public String getKey() {
        return key;
    }

    public void setKey(String key) {
        this.key = key;
    }

    public String getLoader() {
        return loader;
    }

    public void setLoader(String loader) {
        this.loader = loader;
    }

    public Duration getTtl() {
        return ttl;
    }

    public void setTtl(Duration ttl) {
        this.ttl = ttl;
    }

    public @Nullable String getTtlWhenClosed() {
        return ttlWhenClosed;
    }

    public void setTtlWhenClosed(@Nullable String ttlWhenClosed) {
        this.ttlWhenClosed = ttlWhenClosed;
    }

    public Duration getTtlWhenFinal() {
        return ttlWhenFinal;
    }

    public void setTtlWhenFinal(Duration ttlWhenFinal) {
        this.ttlWhenFinal = ttlWhenFinal;
    }

    public double getJitter() {
        return jitter;
    }

    public void setJitter(double jitter) {
        this.jitter = jitter;
    }

    public Duration getStaleWhileRevalidate() {
        return staleWhileRevalidate;
    }

    public void setStaleWhileRevalidate(Duration staleWhileRevalidate) {
        this.staleWhileRevalidate = staleWhileRevalidate;
    }

    public Duration getStaleIfError() {
        return staleIfError;
    }

    public void setStaleIfError(Duration staleIfError) {
        this.staleIfError = staleIfError;
    }

    public Duration getNegativeTtl() {
        return negativeTtl;
    }

    public void setNegativeTtl(Duration negativeTtl) {
        this.negativeTtl = negativeTtl;
    }

    public double getEagerRefresh() {
        return eagerRefresh;
    }

    public void setEagerRefresh(double eagerRefresh) {
        this.eagerRefresh = eagerRefresh;
    }

    public Duration getSoftTimeout() {
        return softTimeout;
    }

    public void setSoftTimeout(Duration softTimeout) {
        this.softTimeout = softTimeout;
    }

    public Duration getHardTimeout() {
        return hardTimeout;
    }

    public void setHardTimeout(Duration hardTimeout) {
        this.hardTimeout = hardTimeout;
    }

    public Duration getFailureBackoff() {
        return failureBackoff;
    }

    public void setFailureBackoff(Duration failureBackoff) {
        this.failureBackoff = failureBackoff;
    }

    public Duration getFailureBackoffMax() {
        return failureBackoffMax;
    }

    public void setFailureBackoffMax(Duration failureBackoffMax) {
        this.failureBackoffMax = failureBackoffMax;
    }

    public Duration getNearTtl() {
        return nearTtl;
    }

    public void setNearTtl(Duration nearTtl) {
        this.nearTtl = nearTtl;
    }

    public int getLargestEntry() {
        return largestEntry;
    }

    public void setLargestEntry(int largestEntry) {
        this.largestEntry = largestEntry;
    }

    public int getLoads() {
        return loads;
    }

    public void setLoads(int loads) {
        this.loads = loads;
    }

    public int getBatchSize() {
        return batchSize;
    }

    public void setBatchSize(int batchSize) {
        this.batchSize = batchSize;
    }

    public boolean isHonourRequestCacheControl() {
        return honourRequestCacheControl;
    }

    public void setHonourRequestCacheControl(boolean honourRequestCacheControl) {
        this.honourRequestCacheControl = honourRequestCacheControl;
    }
}
