package dev.quotewell.message;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a request or one of its keys has no record: an RFC 9457 problem.
 *
 * @param detail one sentence for the caller: where, what was found, what is allowed; no URL, host or secret
 * @param retryAfter when asking again makes sense, if that is known
 */
public record Problem(Type type, String detail, @Nullable Duration retryAfter) {

    /** The stable types of the contract. */
    public enum Type {
        INVALID_REQUEST("invalid-request", 400, "The request cannot be read"),
        INVALID_KEY("invalid-key", 400, "The key is not valid"),
        UNAUTHENTICATED("unauthenticated", 401, "A key is needed"),
        FORBIDDEN("forbidden", 403, "The key is not for this"),
        UNKNOWN_DATASET("unknown-dataset", 404, "There is no such dataset"),
        UNKNOWN_SYMBOL("unknown-symbol", 404, "There is no such symbol"),
        UNKNOWN_PROVIDER("unknown-provider", 404, "There is no such provider"),
        /** Also when it is no longer known. */
        UNKNOWN_REQUEST("unknown-request", 404, "There is no such request"),
        NOT_FOUND("not-found", 404, "There is nothing here"),
        METHOD_NOT_ALLOWED("method-not-allowed", 405, "The method is not allowed here"),
        REQUEST_TIMEOUT("request-timeout", 408, "The request did not arrive in time"),
        REQUEST_IN_PROGRESS("request-in-progress", 409, "The first such request is still being taken in"),
        TOO_LARGE("too-large", 413, "Too much is asked for at once"),
        /** The Idempotency-Key HTTP Header Field, draft-ietf-httpapi-idempotency-key-header-07 section 2.7. */
        IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", 422, "The key or id stands for another request already"),
        /** The caller's own limit, not a provider's. */
        RATE_LIMITED("rate-limited", 429, "This client asks too often"),
        BUDGET_EXHAUSTED("budget-exhausted", 429, "The providers allow no more calls for now"),
        INTERNAL("internal", 500, "The request failed inside"),
        PROVIDER_FAILED("provider-failed", 502, "No provider could answer"),
        UNAVAILABLE("unavailable", 503, "Too much is asked at once"),
        TIMEOUT("timeout", 504, "No provider answered in time"),
        /** RFC 9111 section 5.2.1.7. */
        NOT_CACHED("not-cached", 504, "The cache holds no such answer");

        private final String code;
        private final int status;
        private final String title;

        Type(String code, int status, String title) {
            this.code = code;
            this.status = status;
            this.title = title;
        }

        public String code() {
            return code;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }
    }

    public static Problem of(Type type, String detail) {
        return new Problem(type, detail, null);
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", type.code);
        json.writeStringField("title", type.title);
        json.writeNumberField("status", type.status);
        json.writeStringField("detail", detail);
        if (retryAfter != null) {
            json.writeNumberField("retryAfter", retryAfterSeconds());
        }
        json.writeEndObject();
    }

    public byte[] toJson() {
        return JsonBytes.write(this::write);
    }

    /** Whole seconds, rounded up, as the header {@code Retry-After} wants them; 0 when unknown. */
    public long retryAfterSeconds() {
        return retryAfter == null ? 0 : Math.max(1, (retryAfter.toMillis() + 999) / 1000);
    }
}
