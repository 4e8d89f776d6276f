package dev.quotewell.cache;

import dev.quotewell.json.Payload;
import java.time.Duration;
import java.time.Instant;

/**
 * What the cache holds for a key: a record, or the remembered answer that there is none.
 *
 * <p>{@code loadedAt} is the moment the load began, so that the age includes the provider's response delay (RFC 9111
 * section 4.2.3) and a load that began earlier never passes for newer. Moments are those of Redis' clock.
 */
public sealed interface Entry {

    Instant loadedAt();

    /** The first moment at which the entry is no longer fresh; jitter is already in it. */
    Instant freshUntil();

    /** The provider that answered, by the name of its file. */
    String provider();

    default boolean isFresh(Instant now) {
        return now.isBefore(freshUntil());
    }

    default Duration age(Instant now) {
        Duration age = Duration.between(loadedAt(), now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    /** How long it stays fresh; negative once it is stale. */
    default Duration freshFor(Instant now) {
        return Duration.between(now, freshUntil());
    }

    /**
     * A record. {@code contentId} is the same for the same record of the same key, on every instance;
     * {@code validators} are the provider's.
     */
    record Value(
            Payload record,
            String contentId,
            Instant loadedAt,
            Instant freshUntil,
            String provider,
            Validators validators)
            implements Entry {

        public Value(Payload record, String contentId, Instant loadedAt, Instant freshUntil, String provider) {
            this(record, contentId, loadedAt, freshUntil, provider, Validators.NONE);
        }
    }

    /** A negative entry: the provider knows no such key. */
    record Negative(Instant loadedAt, Instant freshUntil, String provider) implements Entry {}
}
