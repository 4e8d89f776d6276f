package dev.quotewell.cache;

import java.time.Duration;

/** Runs something later; a test moves the time itself. */
@FunctionalInterface
public interface Timer {

    /** Stops what has not run yet. */
    @FunctionalInterface
    interface Alarm {
        void cancel();
    }

    Alarm after(Duration delay, Runnable task);
}
