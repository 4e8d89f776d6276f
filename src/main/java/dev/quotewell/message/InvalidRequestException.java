package dev.quotewell.message;

/** This is no request, and will be none when tried again. The message tells the sender what to mend. */
public final class InvalidRequestException extends RuntimeException {

    public InvalidRequestException(String message) {
        super(message);
    }
}
