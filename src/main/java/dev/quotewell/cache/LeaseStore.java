package dev.quotewell.cache;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who may load a key, over all instances. Safe for many threads; fails as {@link CacheStore} does. */
public interface LeaseStore {

    /** The answer to who asks for a lease. */
    sealed interface Grant {

        /**
         * The lease is yours; {@code entry} is what the cache holds at this very moment, {@code failures} how many
         * loads failed in a row until now.
         */
        record Granted(@Nullable Entry entry, int failures) implements Grant {}

        /** Another owner has it, for as long as {@code remaining} unless renewed. */
        record Held(Duration remaining) implements Grant {}

        /** The last load failed: the key is left alone for {@code remaining}. */
        record BackingOff(Failure failure, Duration remaining) implements Grant {}
    }

    CompletionStage<Grant> acquire(CacheKey key, String owner, Duration lease);

    /** Ends at once when the lease is no longer the owner's. */
    CompletionStage<Boolean> renew(CacheKey key, String owner, Duration lease);

    /** Gives the lease back without an entry, and wakes the waiters. */
    CompletionStage<Void> release(CacheKey key, String owner);

    /**
     * Gives the lease back with a failure that others see for {@code backoff}, and wakes the waiters.
     *
     * @param failures how many loads failed in a row, this one included; remembered beyond {@code backoff}
     */
    CompletionStage<Void> fail(CacheKey key, String owner, Failure failure, Duration backoff, int failures);

    /**
     * Completes at the next store or release of the key by anyone. Watch first, then look, so that nothing is missed;
     * cancel the future when it is no longer of interest.
     */
    CompletableFuture<Void> watch(CacheKey key);
}
