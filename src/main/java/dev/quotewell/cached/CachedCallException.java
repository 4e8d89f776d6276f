package dev.quotewell.cached;

import org.jspecify.annotations.Nullable;

/** There is no result: not in time, the caller was interrupted, or JSON cannot hold it. */
public final class CachedCallException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CachedCallException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
