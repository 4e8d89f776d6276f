package dev.quotewell.redis;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * The embedded Redis cannot be had. The message is one line, written for the user who started the application: show it
 * as it is, without the stack trace, and end.
 */
public final class EmbeddedRedisException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EmbeddedRedisException(String message) {
        super(message);
    }

    EmbeddedRedisException(String message, Throwable cause) {
        super(message, cause);
    }

    static EmbeddedRedisException unusable(Path directory, IOException cause) {
        return new EmbeddedRedisException(directory + " cannot hold the data of Redis: " + reasonOf(cause), cause);
    }

    // The messages of java.nio.file are often the bare file name: the reason is in the type.
    private static String reasonOf(IOException cause) {
        if (cause instanceof FileAlreadyExistsException exists) {
            return exists.getFile() + " is not a directory";
        }
        if (cause instanceof AccessDeniedException denied) {
            return denied.getFile() + " is not writable";
        }
        if (cause instanceof FileSystemException failed && failed.getReason() != null) {
            return failed.getReason();
        }
        return String.valueOf(cause.getMessage());
    }
}
