package dev.quotewell.traffic;

import java.time.Instant;

/** Something that happened at a moment, by Redis' clock: what a recording consists of. */
public sealed interface Traffic permits Ask, Load, Configured {

    Instant at();
}
