package dev.quotewell.traffic;

import dev.quotewell.budget.Priority;
import dev.quotewell.cache.CacheKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One load of a key: which providers were called, and what came of it. The calls of a load of several keys are told
 * with its first key.
 *
 * @param at when it began
 * @param outcome {@code loaded}, {@code not-modified}, {@code negative} or {@code failed}
 * @param provider who answered; null if nobody did
 * @param asOf the loaded datum's own time
 * @param ttl how long the record is fresh by the provider's own reply; null where that did not tell
 */
public record Load(
        Instant at,
        CacheKey key,
        Priority priority,
        String outcome,
        @Nullable String provider,
        Duration took,
        @Nullable Instant asOf,
        @Nullable Duration ttl,
        List<Call> calls)
        implements Traffic {

    /** The outcome of a call that gave a record, or word that the old one still holds. */
    public static final String ANSWERED = "answered";

    public Load {
        calls = List.copyOf(calls);
    }

    /**
     * One HTTP request.
     *
     * @param outcome {@link #ANSWERED}, or the code of a {@link dev.quotewell.provider.FailureClass}
     * @param retryAfter how long the provider asked to be left alone; null if it did not
     */
    public record Call(
            String provider,
            Duration took,
            String outcome,
            @Nullable Duration retryAfter) {}
}
