package dev.quotewell.message;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Remembers which messages were seen: in work under a lease, then done for a retention. Safe for many threads and
 * instances. Fails with {@link StreamsUnavailableException}.
 */
public interface IdempotencyStore {

    /** What became of an attempt to take an id into work. */
    enum Begun {
        /** It is ours until the lease runs out, or the same token comes again. */
        OURS,
        /** Another message with this id is being worked on: it may still fail. */
        IN_WORK,
        DONE
    }

    /**
     * Atomic: {@link Begun#OURS} for one token only, until its lease runs out or the id is forgotten.
     *
     * @param token the message that carries the id; delivered again it is the same, and takes over at once
     */
    CompletionStage<Begun> begin(String id, String token, Duration lease);

    /** Remembers the id as done, unless another token has taken it meanwhile. */
    boolean done(String id, String token, Duration retention);

    /** Makes the id new again, if it is {@code token}'s. */
    boolean forget(String id, String token);

    boolean contains(String id);

    /** The name under which the id's state is kept, for a {@link Commit}. */
    String key(String id);
}
