package dev.quotewell.bench;

import dev.quotewell.cache.CacheEngine;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CacheObserver;
import dev.quotewell.cache.CachePolicy;
import dev.quotewell.cache.Entry;
import dev.quotewell.cache.NearCache;
import dev.quotewell.json.Payload;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** The one place that builds engines, policies and entries for the benchmarks. */
public final class BenchParts {

    private static final String RECORD = "{\"symbol\":\"AAPL\",\"price\":166.29,\"open\":167.04,\"high\":167.43,"
            + "\"low\":166.26,\"previousClose\":169.4,\"change\":-3.11,\"changePercent\":-1.8359,"
            + "\"currency\":\"USD\",\"asOf\":\"2026-11-20T21:00:00Z\",\"provider\":\"finnhub\"}";

    private BenchParts() {}

    static CacheEngine engine(MapStore store) {
        NearCache near = new NearCache(64L << 20);
        near.connected();
        CacheEngine.Parts parts = new CacheEngine.Parts(
                store,
                store,
                near,
                InstantSource.system(),
                (delay, task) -> () -> {},
                RandomGenerator.getDefault(),
                CacheObserver.NONE);
        return new CacheEngine(parts, "bench");
    }

    static CachePolicy policy(Duration nearTtl) {
        return CachePolicy.builder()
                .ttl(Duration.ofHours(1))
                .eagerRefresh(0.8)
                .staleWhileRevalidate(Duration.ofMinutes(1))
                .staleIfError(Duration.ofHours(6))
                .softTimeout(Duration.ofMillis(400))
                .nearTtl(nearTtl)
                .build();
    }

    static CacheKey key(int number) {
        return new CacheKey("quote", "X" + number);
    }

    /** A record such as a quote is, fresh for a day from now. */
    public static Entry.Value quote() {
        Instant now = Instant.now();
        return new Entry.Value(
                Payload.utf8(RECORD), "kYMLElZl--47LXF1EgmoiA", now, now.plus(Duration.ofDays(1)), "finnhub");
    }
}
