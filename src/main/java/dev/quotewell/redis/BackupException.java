package dev.quotewell.redis;

/** A backup cannot be taken or restored, and nothing was changed. The message is one line, written for the operator. */
public final class BackupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BackupException(String message) {
        super(message);
    }

    BackupException(String message, Throwable cause) {
        super(message, cause);
    }
}
