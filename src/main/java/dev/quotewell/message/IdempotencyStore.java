package dev.quotewell.message;

import java.time.Duration;

/**
 * Remembers which messages were seen: {@code processing} under a lease, then {@code done} for a retention. Safe for
 * many threads and instances. Fails with {@link StreamsUnavailableException}.
 */
public interface IdempotencyStore {

    /** Atomic: true for exactly one caller until the lease runs out or the id is forgotten. */
    boolean begin(String id, String owner, Duration lease);

    /** Remembers the id as done, unless another owner has taken it meanwhile. */
    boolean done(String id, String owner, Duration retention);

    /** Makes the id new again, if it is {@code owner}'s. */
    boolean forget(String id, String owner);

    boolean contains(String id);

    /** Whether the id is done; one that is still in work is not. */
    boolean isDone(String id);
}
