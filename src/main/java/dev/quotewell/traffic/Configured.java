package dev.quotewell.traffic;

import java.time.Instant;

/**
 * From now on this configuration holds: a recording begins with it.
 *
 * @param instance the name of the process that records
 */
public record Configured(Instant at, String instance, Setup setup) implements Traffic {}
