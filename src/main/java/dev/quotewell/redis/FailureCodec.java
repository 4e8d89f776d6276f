package dev.quotewell.redis;

import dev.quotewell.cache.Failure;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A remembered failure in place of a lease's owner, as release.lua writes it:
 * {@code !failures in a row|until, in milliseconds since 1970|KIND|retry-after millis or nothing|detail}.
 */
final class FailureCodec {

    private static final char MARK = '!';
    private static final int PARTS = 5;

    private FailureCodec() {}

    static boolean isFailure(String holder) {
        return !holder.isEmpty() && holder.charAt(0) == MARK;
    }

    /** The parts that the failure itself tells. */
    static String encode(Failure failure) {
        Duration retryAfter = failure.retryAfter();
        return failure.kind().name() + "|" + (retryAfter == null ? "" : retryAfter.toMillis()) + "|" + failure.detail();
    }

    static Failure decode(String text) {
        List<String> parts = List.of(text.split("\\|", PARTS));
        @Nullable Duration retryAfter = parts.get(3).isEmpty() ? null : Duration.ofMillis(Long.parseLong(parts.get(3)));
        return new Failure(Failure.Kind.valueOf(parts.get(2)), parts.get(4), retryAfter);
    }
}
