package dev.quotewell.access;

/** Whether a request may go on. */
public sealed interface Verdict {

    /** @param client the name of its key */
    record Allowed(String client) implements Verdict {}

    /**
     * It has a known key, which is not for this.
     *
     * @param client the name of its key
     */
    record Forbidden(String client, Role needed) implements Verdict {}

    /**
     * It has no key, or none that is known.
     *
     * @param tried whether it came with something
     * @param why for the caller, without what it came with
     */
    record Unauthenticated(boolean tried, String why) implements Verdict {}
}
