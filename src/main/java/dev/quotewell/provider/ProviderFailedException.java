package dev.quotewell.provider;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A provider gave no record; {@link #failure()} says what may be done. The message never holds a URL, a host, a
 * secret or a text of the provider's (some repeat the key).
 */
public final class ProviderFailedException extends RuntimeException {

    private final String provider;
    private final FailureClass failure;
    private final @Nullable Duration retryAfter;

    public ProviderFailedException(String provider, FailureClass failure, String what) {
        this(provider, failure, what, null);
    }

    public ProviderFailedException(String provider, FailureClass failure, String what, @Nullable Duration retryAfter) {
        super(provider + ": " + what);
        this.provider = provider;
        this.failure = failure;
        this.retryAfter = retryAfter;
    }

    public String provider() {
        return provider;
    }

    public FailureClass failure() {
        return failure;
    }

    /** How long the provider asks to be left alone, where it or its file says so. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
