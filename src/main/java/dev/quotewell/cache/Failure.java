package dev.quotewell.cache;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no answer.
 *
 * @param detail one sentence for the caller: no URL, no host, no secret
 * @param retryAfter when asking again makes sense, if that is known
 */
public record Failure(Kind kind, String detail, @Nullable Duration retryAfter) {

    /** What a caller can do about it. */
    public enum Kind {
        /** Every provider failed. */
        PROVIDER_FAILED,
        /** Nobody answered within the hard time-out. */
        TIMEOUT,
        /** The providers allow no more calls for now. */
        BUDGET_EXHAUSTED,
        /** This instance takes no more loads for now. */
        UNAVAILABLE,
        /** The caller wanted nothing loaded, and there is nothing to serve. */
        NOT_CACHED
    }

    /** The kind as a token: {@code provider-failed}. */
    public String token() {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Failure notCached() {
        return new Failure(Kind.NOT_CACHED, "Nothing is cached that the request allows, and it allows no load", null);
    }

    public static Failure timeout(Duration hardTimeout) {
        return new Failure(Kind.TIMEOUT, "No provider answered within " + hardTimeout.toMillis() + "ms", null);
    }
}
