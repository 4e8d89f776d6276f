package dev.quotewell.message;

/** What is kept of requests in Redis, by whole names. */
public record RequestNames(String prefix) {

    /** The stream of requests. */
    public String stream() {
        return prefix + "requests";
    }

    /** The {@link RequestState} of a request. */
    public String state(String id) {
        return prefix + "request:" + id;
    }

    /** The {@link Claim} of an idempotency key. */
    public String claim(IdempotencyKey key) {
        return prefix + "idem:http:" + key.value();
    }

    /** There when a message with this id is in work or done. */
    public String seen(String id) {
        return prefix + "idem:request:" + id;
    }
}
