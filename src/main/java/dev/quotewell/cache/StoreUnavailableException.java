package dev.quotewell.cache;

/** The store gave no answer: go on without it. */
public final class StoreUnavailableException extends RuntimeException {

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
