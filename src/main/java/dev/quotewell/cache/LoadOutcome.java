package dev.quotewell.cache;

import dev.quotewell.json.Payload;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a load came to. */
public sealed interface LoadOutcome {

    /**
     * A valid record, from this provider.
     *
     * @param asOf the datum's own time where it has one
     * @param ttl how long it is fresh, in place of the policy's ttl; zero when it must not be kept
     * @param detail who was to answer before, and why they did not, such as {@code finnhub=rate-limited}; null when the
     *     first one did
     */
    record Loaded(
            Payload record,
            String provider,
            @Nullable Instant asOf,
            @Nullable Duration ttl,
            Validators validators,
            @Nullable String detail)
            implements LoadOutcome {

        public Loaded(Payload record, String provider, @Nullable Instant asOf) {
            this(record, provider, asOf, null, Validators.NONE, null);
        }
    }

    /** The record that there was still holds, says the provider that had given it; {@code ttl} as above. */
    record NotModified(String provider, @Nullable Duration ttl, Validators validators) implements LoadOutcome {}

    /** The providers were asked and know no such key. */
    record NoSuchKey(String provider) implements LoadOutcome {}

    /** Nobody could tell. */
    record Failed(Failure failure) implements LoadOutcome {}
}
