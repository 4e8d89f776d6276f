package dev.quotewell.budget;

import java.time.Instant;

/** A call that was made. */
public record Spent(Instant at, Cost cost) {}
