package dev.quotewell.message;

/** The streams gave no answer: nothing was lost, try again. */
public final class StreamsUnavailableException extends RuntimeException {

    public StreamsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
