package dev.quotewell.cache;

/** How a flight ended, the same for all who wait for it. */
sealed interface Landing {

    /** An entry is there: stored by this flight, or ({@code collapsed}) brought by another instance. */
    record Arrived(Entry entry, boolean stored, boolean collapsed) implements Landing {}

    record Broke(Failure failure) implements Landing {}
}
