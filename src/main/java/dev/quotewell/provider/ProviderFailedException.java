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
    private final boolean called;

    public ProviderFailedException(String provider, FailureClass failure, String what) {
        this(provider, failure, what, null);
    }

    public ProviderFailedException(String provider, FailureClass failure, String what, @Nullable Duration retryAfter) {
        this(provider, failure, what, retryAfter, true);
    }

    private ProviderFailedException(
            String provider, FailureClass failure, String what, @Nullable Duration retryAfter, boolean called) {
        super(provider + ": " + what);
        this.called = called;
        this.provider = provider;
        this.failure = failure;
        this.retryAfter = retryAfter;
    }

    /** A provider that was passed over: it has no key, or its budget or breaker allows no call before that time has passed. */
    public static ProviderFailedException notCalled(
            String provider, FailureClass failure, String what, @Nullable Duration retryAfter) {
        return new ProviderFailedException(provider, failure, what, retryAfter, false);
    }

    /** Whether the provider was passed over, so that it said nothing. */
    public boolean wasNotCalled() {
        return !called;
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
