package dev.quotewell.redis;

/** There is no Redis to connect to: mend the address, the password or the server. */
public final class RedisUnreachableException extends RuntimeException {

    RedisUnreachableException(String address, Throwable cause) {
        super(message(address, cause), cause);
    }

    private static String message(String address, Throwable cause) {
        String reason = Symptom.reason(cause);
        return switch (Symptom.code(reason)) {
            case "WRONGPASS" -> address + " refuses the user or password of quotewell.redis.uri (" + reason + ")";
            case "NOAUTH" -> address + " asks for a password, and quotewell.redis.uri has none (" + reason + ")";
            default -> "Redis at " + address + " cannot be reached: " + reason;
        };
    }
}
