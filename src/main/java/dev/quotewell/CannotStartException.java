package dev.quotewell;

/** The application cannot start; the message tells its operator in one line what to mend. */
final class CannotStartException extends RuntimeException {

    CannotStartException(String message) {
        super(message);
    }

    CannotStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
