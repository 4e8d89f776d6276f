package dev.quotewell.cache;

import dev.quotewell.json.Payload;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a load came to. */
public sealed interface LoadOutcome {

    /** A valid record, from this provider; {@code asOf} is the datum's own time where it has one. */
    record Loaded(Payload record, String provider, @Nullable Instant asOf) implements LoadOutcome {}

    /** The providers were asked and know no such key. */
    record NoSuchKey(String provider) implements LoadOutcome {}

    /** Nobody could tell. */
    record Failed(Failure failure) implements LoadOutcome {}
}
