package dev.quotewell.redis;

import dev.quotewell.cache.Failure;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A remembered failure in place of a lease's owner: {@code !PROVIDER_FAILED|retry-after millis or nothing|detail}. */
final class FailureCodec {

    private static final char MARK = '!';

    private FailureCodec() {}

    static boolean isFailure(String holder) {
        return !holder.isEmpty() && holder.charAt(0) == MARK;
    }

    static String encode(Failure failure) {
        Duration retryAfter = failure.retryAfter();
        return MARK + failure.kind().name() + "|" + (retryAfter == null ? "" : retryAfter.toMillis()) + "|"
                + failure.detail();
    }

    static Failure decode(String text) {
        List<String> parts = List.of(text.substring(1).split("\\|", 3));
        @Nullable Duration retryAfter = parts.get(1).isEmpty() ? null : Duration.ofMillis(Long.parseLong(parts.get(1)));
        return new Failure(Failure.Kind.valueOf(parts.get(0)), parts.get(2), retryAfter);
    }
}
