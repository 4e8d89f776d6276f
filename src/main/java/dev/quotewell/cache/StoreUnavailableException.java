package dev.quotewell.cache;

/** The store gave no answer: go on without it. Without a stack trace of its own, as there may be one for each request. */
public final class StoreUnavailableException extends RuntimeException {

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause, false, false);
    }
}
