package dev.quotewell.budget;

import java.time.Instant;

/** What a provider told: until then, {@code used} of this window are gone, whoever made those calls. */
public record Correction(String window, long used, Instant until) {}
