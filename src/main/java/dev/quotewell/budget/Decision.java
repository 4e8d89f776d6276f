package dev.quotewell.budget;

import java.time.Duration;
import java.util.Locale;

/** Whether a call may be made. */
public sealed interface Decision {

    /** It was counted: make it now, with the key at this place (from 0) in the list of keys. */
    record Granted(int key, Permit permit) implements Decision {}

    /**
     * Not now. Nothing was counted.
     *
     * @param retryAfter when asking again may help, at the earliest; more than zero
     * @param detail the name of the window that is used up, or the failure that closed the key; else empty
     */
    record Refused(Duration retryAfter, Reason reason, String detail) implements Decision {}

    /** Never: the window grants this priority at most {@code most} at once. Ask for less. */
    record TooLarge(String window, long most) implements Decision {}

    /** What stands in the way of a call. */
    enum Reason {
        /** A window is used up, as far as this priority may use it. */
        WINDOW,
        /** As many calls as are allowed at once are under way. */
        CONCURRENCY,
        /** The provider refused the key, or told that nothing is left. */
        CLOSED,
        /** A person waits for the next call. */
        PEOPLE_FIRST,
        /** The shared count cannot be reached, and no calls are to be made without it. */
        STORE_AWAY;

        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
