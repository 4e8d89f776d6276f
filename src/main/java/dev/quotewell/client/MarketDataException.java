package dev.quotewell.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** There is no record: the problem that the API told (RFC 9457), or no answer at all. */
public final class MarketDataException extends RuntimeException {

    private final int status;
    private final String type;
    private final @Nullable Duration retryAfter;

    MarketDataException(int status, String type, String message, @Nullable Duration retryAfter) {
        super(message);
        this.status = status;
        this.type = type;
        this.retryAfter = retryAfter;
    }

    /** Of HTTP, such as 404 for a symbol that nobody knows; 0 when there was no answer. */
    public int status() {
        return status;
    }

    /** The problem's stable name, such as {@code unknown-symbol}; empty when there was no answer. */
    public String type() {
        return type;
    }

    /** When to ask again, where the answer says so. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
