package dev.quotewell.market;

import java.time.Instant;

/** One phase of one day; {@code until} is no longer in it. */
record Spell(Phase phase, Instant from, Instant until) {}
