package dev.quotewell.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many requests each client may make in a window of time, in this instance. A window begins with a client's first
 * request. The {@value #MOST_CLIENTS} last seen clients are known; who is forgotten begins anew. Safe for many threads.
 */
public final class ClientLimits {

    static final int MOST_CLIENTS = 100_000;

    /**
     * Whether one more request is granted.
     *
     * @param remaining how many are left in this window
     * @param resetSeconds until the next window, rounded up
     */
    public record Turn(boolean granted, long remaining, long resetSeconds) {}

    private final int requests;
    private final Duration window;
    private final TimeMeter clock;
    private final Cache<String, Bucket> clients;

    /**
     * @param requests at least 1
     * @param nanos a clock that never goes back
     */
    public ClientLimits(int requests, Duration window, LongSupplier nanos) {
        this.requests = requests;
        this.window = window;
        this.clock = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return nanos.getAsLong();
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        };
        Ticker ticker = nanos::getAsLong;
        this.clients = Caffeine.newBuilder()
                .maximumSize(MOST_CLIENTS)
                // A window without a request is over, and a new one is as good.
                .expireAfterAccess(window.multipliedBy(2))
                .ticker(ticker)
                .build();
    }

    public Turn take(String client) {
        ConsumptionProbe probe = clients.get(client, any -> bucket()).tryConsumeAndReturnRemaining(1);
        long nanos = probe.isConsumed() ? probe.getNanosToWaitForReset() : probe.getNanosToWaitForRefill();
        return new Turn(
                probe.isConsumed(), probe.getRemainingTokens(), Math.max(1, (nanos + 999_999_999) / 1_000_000_000));
    }

    private Bucket bucket() {
        return Bucket.builder()
                .withCustomTimePrecision(clock)
                .addLimit(Bandwidth.builder()
                        .capacity(requests)
                        .refillIntervally(requests, window)
                        .build())
                .build();
    }

    /** As the header {@code RateLimit-Policy} has it (draft-ietf-httpapi-ratelimit-headers-10 section 3). */
    public String policy() {
        return "\"default\";q=" + requests + ";w=" + window.toSeconds();
    }

    /** As the header {@code RateLimit} has it (section 4 there). */
    public String state(Turn turn) {
        return "\"default\";r=" + turn.remaining() + ";t=" + turn.resetSeconds();
    }
}
