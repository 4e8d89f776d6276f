package dev.quotewell.redis;

/** There is no Redis to connect to: mend the address, the password or the server. */
public final class RedisUnreachableException extends RuntimeException {

    RedisUnreachableException(String address, Throwable cause) {
        super(message(address, cause), cause);
    }

    private static String message(String address, Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return "Redis at " + address + " cannot be reached: " + root.getMessage();
    }
}
