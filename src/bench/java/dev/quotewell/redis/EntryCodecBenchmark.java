package dev.quotewell.redis;

import dev.quotewell.bench.BenchParts;
import dev.quotewell.cache.Entry;
import java.util.Optional;
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

/** A quote on its way into Redis and out of it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EntryCodecBenchmark {

    private final Entry entry = BenchParts.quote();
    private final EntryCodec codec = new EntryCodec(1024);
    private final byte[] bytes = codec.encode(entry);

    @Benchmark
    public byte[] encode() {
        return codec.encode(entry);
    }

    @Benchmark
    public Optional<Entry> decode() {
        return EntryCodec.decode(bytes);
    }
}
