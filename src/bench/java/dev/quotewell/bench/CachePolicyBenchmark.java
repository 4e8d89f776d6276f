package dev.quotewell.bench;

import dev.quotewell.cache.CachePolicy;
import dev.quotewell.cache.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The decision about one entry, for each way it can fall. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CachePolicyBenchmark {

    private final CachePolicy policy = BenchParts.policy(Duration.ZERO);
    private final Entry entry = BenchParts.quote();
    private final Instant whileFresh = entry.loadedAt().plusSeconds(1);
    private final Instant whileStale = entry.freshUntil().plusSeconds(1);
    private final Instant afterAll = entry.freshUntil().plus(Duration.ofDays(1));

    @Benchmark
    public CachePolicy.Decision fresh() {
        return policy.decide(entry, whileFresh);
    }

    @Benchmark
    public CachePolicy.Decision stale() {
        return policy.decide(entry, whileStale);
    }

    @Benchmark
    public CachePolicy.Decision expired() {
        return policy.decide(entry, afterAll);
    }
}
