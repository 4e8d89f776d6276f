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
                    + " remembered failure.",
            javaType = "java.time.Duration")
    private Duration failureBackoff = Duration.ofSeconds(1);

    public CacheAsideEndpoint(String uri, CacheAsideComponent component, String dataset) {
        super(uri, component);
        this.dataset = dataset;
    }

    /** @throws IllegalArgumentException a parameter is out of its bounds; it says which */
    CachePolicy policy() {
        return new CachePolicy(
                ttl,
                jitter,
                eagerRefresh,
                staleWhileRevalidate,
                staleIfError,
                negativeTtl,
                softTimeout,
                hardTimeout,
                failureBackoff);
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
}
