package dev.quotewell.redis;

import dev.quotewell.cache.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Redis' clock, read without a round trip: the difference to this process' own steady clock is measured now and then.
 * The wall clock of the machine plays no part, so an instance whose clock is wrong judges ages like all others.
 * Safe for many threads.
 */
public final class RedisClock implements InstantSource {

    private final RedisConnection redis;

    /** Redis' time less {@link System#nanoTime()}; null until it was measured. */
    private volatile @Nullable Duration ahead;

    public RedisClock(RedisConnection redis) {
        this.redis = redis;
    }

    /** Measures anew; to be called every few seconds, since two clocks never run at quite the same speed. */
    public void synchronize() {
        long asked = System.nanoTime();
        try {
            List<byte[]> time = redis.call(commands -> commands.time());
            long answered = System.nanoTime();
            Instant atRedis = Instant.ofEpochSecond(number(time.get(0)), number(time.get(1)) * 1000);
            long middle = asked + (answered - asked) / 2;
            ahead = Duration.between(Instant.EPOCH, atRedis).minusNanos(middle);
        } catch (StoreUnavailableException e) {
            // The connection has told it; the last difference still holds.
        }
    }

    @Override
    public Instant instant() {
        Duration measured = ahead;
        return measured == null ? Instant.now() : Instant.EPOCH.plus(measured).plusNanos(System.nanoTime());
    }

    private static long number(byte[] digits) {
        return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
    }
}
