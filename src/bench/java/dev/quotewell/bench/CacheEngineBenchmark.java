package dev.quotewell.bench;

import dev.quotewell.cache.Answer;
import dev.quotewell.cache.CacheEngine;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CachePolicy;
import dev.quotewell.cache.Entry;
import dev.quotewell.cache.Loader;
import dev.quotewell.cache.RequestDirectives;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the engine adds to a hit, for one key and for a hundred, when the store itself costs nearly nothing. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CacheEngineBenchmark {

    private final List<CacheKey> hundred =
            IntStream.range(0, 100).mapToObj(BenchParts::key).toList();
    private final List<CacheKey> one = hundred.subList(0, 1);
    private final CacheEngine engine = BenchParts.engine(new MapStore(entries(hundred)));
    private final CachePolicy fromStore = BenchParts.policy(Duration.ZERO);
    private final CachePolicy fromNear = BenchParts.policy(Duration.ofHours(1));
    private final Loader loader = keys -> CompletableFuture.failedFuture(new IllegalStateException("Only hits"));

    private static Map<CacheKey, Entry> entries(List<CacheKey> keys) {
        Map<CacheKey, Entry> entries = new HashMap<>();
        keys.forEach(key -> entries.put(key, BenchParts.quote()));
        return entries;
    }

    @Benchmark
    public List<Answer> nearHit() {
        return engine.get(one, fromNear, RequestDirectives.NONE, loader).join();
    }

    @Benchmark
    public List<Answer> hundredNearHits() {
        return engine.get(hundred, fromNear, RequestDirectives.NONE, loader).join();
    }

    @Benchmark
    public List<Answer> hit() {
        return engine.get(one, fromStore, RequestDirectives.NONE, loader).join();
    }

    @Benchmark
    public List<Answer> hundredHits() {
        return engine.get(hundred, fromStore, RequestDirectives.NONE, loader).join();
    }
}
