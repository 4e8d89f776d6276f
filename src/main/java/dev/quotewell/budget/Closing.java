package dev.quotewell.budget;

import java.time.Duration;
import java.time.Instant;

/** That a key must be left alone. A later end that holds already stays. */
public sealed interface Closing {

    /** The code of a failure class, or {@code nothing-left}. */
    String why();

    /** Until a moment that is known. */
    record Until(Instant end, String why) implements Closing {}

    /** Until the oldest call of a rolling window has left it, and at least for so long. */
    record UntilOldestLeaves(String window, Duration atLeast, String why) implements Closing {}
}
