package dev.quotewell.cache;

import org.jspecify.annotations.Nullable;

/** How a flight ended, the same for all who wait for it. */
sealed interface Landing {

    /**
     * An entry is there: stored by this flight, or ({@code collapsed}) brought by another instance; {@code detail} as in
     * {@link LoadOutcome.Loaded}.
     */
    record Arrived(
            Entry entry,
            boolean stored,
            boolean collapsed,
            @Nullable String detail) implements Landing {}

    record Broke(Failure failure) implements Landing {}
}
