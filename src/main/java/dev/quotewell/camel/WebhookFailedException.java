package dev.quotewell.camel;

import java.net.SocketTimeoutException;
import java.net.URI;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/**
 * A webhook was not taken: nothing was lost, try again. Tells of its URL only scheme, host and port, and no cause: with
 * many receivers the path or the query is the secret, and causes quote them.
 */
public final class WebhookFailedException extends RuntimeException {

    private final @Nullable Integer status;

    private WebhookFailedException(String message, @Nullable Integer status) {
        super(message);
        this.status = status;
    }

    static WebhookFailedException of(String url, @Nullable Exception failure) {
        String receiver = "The webhook at " + origin(url);
        if (failure instanceof HttpOperationFailedException refused) {
            int status = refused.getStatusCode();
            String rule = status >= 300 && status < 400 ? "2xx is, and redirects are not followed" : "2xx is";
            return new WebhookFailedException(
                    receiver + " answered " + status + ", which is no success: only " + rule, status);
        }
        if (failure instanceof SocketTimeoutException) {
            return new WebhookFailedException(receiver + " gave no answer in time", null);
        }
        String kind = failure == null ? "unknown" : failure.getClass().getSimpleName();
        return new WebhookFailedException(receiver + " cannot be reached: " + kind, null);
    }

    /** Null when there was no answer. */
    public @Nullable Integer status() {
        return status;
    }

    private static String origin(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        } catch (IllegalArgumentException e) {
            return "an invalid URL";
        }
    }
}
