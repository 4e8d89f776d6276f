package dev.quotewell.redis;

import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;

/** There is no Redis to connect to: mend the address, the password or the server. */
public final class RedisUnreachableException extends RuntimeException {

    RedisUnreachableException(String address, Throwable cause) {
        super(message(address, cause), cause);
    }

    private static String message(String address, Throwable cause) {
        String reason = reason(cause);
        return switch (Symptom.code(reason)) {
            case "WRONGPASS" -> address + " refuses the user or password of quotewell.redis.uri (" + reason + ")";
            case "NOAUTH" -> address + " asks for a password, and quotewell.redis.uri has none (" + reason + ")";
            default ->
                isOfTls(cause)
                        ? "Redis at " + address + " and we do not agree by TLS (" + reason
                                + "): quotewell.redis.tls.ca must be who signed its certificate, and where it asks for"
                                + " one, quotewell.redis.tls.certificate and .key ours"
                        : "Redis at " + address + " cannot be reached: " + reason;
        };
    }

    /** In our words where the client's tell of its inside. */
    private static String reason(Throwable cause) {
        String reason = Symptom.reason(cause);
        if (reason.startsWith("Invalid first byte")) {
            return "what answers there is no Redis";
        }
        return reason.startsWith("Cannot retrieve cluster partitions")
                ? "none of its nodes answers, or it is no Cluster"
                : reason;
    }

    private static boolean isOfTls(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException || cause instanceof GeneralSecurityException) {
                return true;
            }
        }
        return false;
    }
}
