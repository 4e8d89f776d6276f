package dev.quotewell.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletionStage;
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

    /**
     * Measures anew; to be called every few seconds, since two clocks never run at quite the same speed. Ends well
     * also when Redis gives no answer: the connection has told it, and the last difference still holds.
     */
    public CompletionStage<Void> synchronize() {
        long asked = System.nanoTime();
        // In a Cluster always the same node is asked, as clocks differ.
        return redis.sendToOne(commands -> commands.time())
                .thenAccept(time -> {
                    long middle = asked + (System.nanoTime() - asked) / 2;
                    Instant atRedis = Instant.ofEpochSecond(number(time.get(0)), number(time.get(1)) * 1000);
                    ahead = Duration.between(Instant.EPOCH, atRedis).minusNanos(middle);
                })
                .exceptionally(unavailable -> null);
    }

    @Override
    public Instant instant() {
        Duration measured = ahead;
        Instant now =
                measured == null ? Instant.now() : Instant.EPOCH.plus(measured).plusNanos(System.nanoTime());
        // Entries keep milliseconds: an entry that was just stored must equal the one that is read back.
        return now.truncatedTo(ChronoUnit.MILLIS);
    }

    private static long number(byte[] digits) {
        return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
    }
}
