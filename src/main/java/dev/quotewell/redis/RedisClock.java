package dev.quotewell.redis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Redis' clock, read without a round trip: the difference to this process' own steady clock is measured now and then.
 * The wall clock of the machine plays no part, so an instance whose clock is wrong judges ages like all others.
 * Safe for many threads.
 */
public final class RedisClock implements InstantSource {

    private static final long NANOS_A_MILLISECOND = 1_000_000;

    /** Seconds and microseconds since 1970, as digits. */
    private final Supplier<CompletionStage<List<byte[]>>> time;

    private final LongSupplier nanoTime;

    /** Nanoseconds since 1970 by Redis less {@link System#nanoTime()}; null until it was measured. */
    private volatile @Nullable Long ahead;

    public RedisClock(RedisConnection redis) {
        // In a Cluster always the same node is asked, as clocks differ.
        this(() -> redis.sendToOne(commands -> commands.time()), System::nanoTime);
    }

    RedisClock(Supplier<CompletionStage<List<byte[]>>> time, LongSupplier nanoTime) {
        this.time = time;
        this.nanoTime = nanoTime;
    }

    /**
     * Measures anew; to be called every few seconds, since two clocks never run at quite the same speed. Ends well
     * also when Redis gives no answer: the connection has told it, and the last difference still holds.
     */
    public CompletionStage<Void> synchronize() {
        long asked = nanoTime.getAsLong();
        return time.get()
                .thenAccept(answer -> {
                    long middle = asked + (nanoTime.getAsLong() - asked) / 2;
                    long micros = number(answer.get(0)) * 1_000_000 + number(answer.get(1));
                    ahead = micros * 1000 - middle;
                })
                .exceptionally(unavailable -> null);
    }

    /** In whole milliseconds, as entries keep them: one that was just stored must equal the one that is read back. */
    @Override
    public Instant instant() {
        Long measured = ahead;
        return measured == null
                ? Instant.now().truncatedTo(ChronoUnit.MILLIS)
                : Instant.ofEpochMilli(Math.floorDiv(measured + nanoTime.getAsLong(), NANOS_A_MILLISECOND));
    }

    private static long number(byte[] digits) {
        return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
    }
}
