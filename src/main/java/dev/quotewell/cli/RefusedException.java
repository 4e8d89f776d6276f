package dev.quotewell.cli;

/** A command could not be carried out; the message tells the user why. */
final class RefusedException extends RuntimeException {

    RefusedException(String message) {
        super(message);
    }

    RefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
