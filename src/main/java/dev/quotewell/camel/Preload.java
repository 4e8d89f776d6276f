package dev.quotewell.camel;

import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CachePolicy;
import dev.quotewell.cache.ContentId;
import dev.quotewell.cache.Entry;
import dev.quotewell.cache.LoadOutcome;
import dev.quotewell.cache.Validators;
import dev.quotewell.json.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** What a step would have kept of a record, or of the answer that there is none: for tests that begin with a full cache. */
public final class Preload {

    /**
     * An entry as a step keeps it.
     *
     * @param keepFor for how long Redis does, from the moment given
     */
    public record Kept(Entry entry, Duration keepFor) {}

    private final CamelContext camel;

    public Preload(CamelContext camel) {
        this.camel = camel;
    }

    /** Those that have a step {@code cache-aside}. */
    public Set<String> datasets() {
        Set<String> names = new TreeSet<>();
        steps().forEach(step -> names.add(step.getDataset()));
        return names;
    }

    /**
     * By the rules of the dataset's step, without its jitter. The calendar counts as the step's clock has it, so that
     * stands at {@code loadedAt}.
     *
     * @param record null for "no such key"
     * @param now from when on it is kept
     */
    public Kept kept(CacheKey key, @Nullable Payload record, String provider, Instant loadedAt, Instant now) {
        CacheAsideEndpoint step = steps().filter(each -> each.getDataset().equals(key.dataset()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No route has a step cache-aside:" + key.dataset()));
        CachePolicy policy = step.policy();
        Entry entry = record == null
                ? new Entry.Negative(loadedAt, loadedAt.plus(step.getNegativeTtl()), provider)
                : value(step, policy, key, record, provider, loadedAt);
        return new Kept(entry, policy.keepFor(entry, now));
    }

    private static Entry value(
            CacheAsideEndpoint step,
            CachePolicy policy,
            CacheKey key,
            Payload record,
            String provider,
            Instant loadedAt) {
        LoadOutcome dated =
                step.freshness().apply(key.dataset(), key.key(), new LoadOutcome.Loaded(record, provider, null));
        Duration told = dated instanceof LoadOutcome.Loaded loaded ? loaded.ttl() : null;
        Instant freshUntil = policy.freshUntil(loadedAt, told, 0);
        return new Entry.Value(record, ContentId.of(key, record), loadedAt, freshUntil, provider, Validators.NONE);
    }

    private Stream<CacheAsideEndpoint> steps() {
        return camel.getEndpoints().stream()
                .filter(CacheAsideEndpoint.class::isInstance)
                .map(CacheAsideEndpoint.class::cast);
    }
}
