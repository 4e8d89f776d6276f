package dev.quotewell.cache;

import dev.quotewell.cache.CachePolicy.Decision;
import dev.quotewell.cache.LeaseStore.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One load of one key, shared by all callers of this process and, through the lease, by all instances.
 *
 * <p>It takes the lease and loads; or waits until the owner's entry appears, and takes over when the owner's lease
 * runs out. It lands within the hard time-out. A load that is still under way then goes on: its late answer is stored
 * unless a newer entry is there.
 */
final class Flight {

    /** Short, so that others take over soon after an owner died; an owner that lives renews it. */
    static final Duration LEASE = Duration.ofSeconds(3);

    private static final Duration RENEW_AFTER = LEASE.dividedBy(3);

    private final CacheKey key;
    private final CachePolicy policy;
    private final Loader loader;
    private final String owner;
    private final CacheEngine.Parts parts;
    private final CompletableFuture<Landing> landing = new CompletableFuture<>();

    Flight(CacheKey key, CachePolicy policy, Loader loader, String owner, CacheEngine.Parts parts) {
        this.key = key;
        this.policy = policy;
        this.loader = loader;
        this.owner = owner;
        this.parts = parts;
    }

    CompletableFuture<Landing> landing() {
        return landing;
    }

    void start() {
        Timer.Alarm deadline = parts.timer().after(policy.hardTimeout(), () -> {
            // Whoever asks next finds the failure, until it is over or the late answer is stored.
            fail(Failure.timeout(policy.hardTimeout()));
        });
        landing.whenComplete((landed, failure) -> deadline.cancel());
        attempt();
    }

    private void attempt() {
        // Watch before asking: a wake-up between the question and the watch would be missed.
        CompletableFuture<Void> woken = parts.leases().watch(key);
        parts.leases().acquire(key, owner, LEASE).whenComplete((grant, failure) -> {
            if (grant instanceof Grant.Held held) {
                waitForOwner(woken, held.remaining());
                return;
            }
            woken.cancel(false);
            if (landing.isDone()) {
                parts.leases().release(key, owner);
            } else if (grant instanceof Grant.BackingOff backingOff) {
                landing.complete(new Landing.Broke(backingOff.failure()));
            } else if (grant instanceof Grant.Granted granted) {
                lookOnceMore(granted.entry());
            } else {
                // The store is not there to lend a lease, so this process loads for itself.
                load(null);
            }
        });
    }

    private void waitForOwner(CompletableFuture<Void> woken, Duration remaining) {
        Timer.Alarm ownerGone = parts.timer().after(remaining, () -> woken.complete(null));
        landing.whenComplete((landed, failure) -> woken.cancel(false));
        woken.whenComplete((nothing, failure) -> {
            ownerGone.cancel();
            if (!landing.isDone()) {
                attempt();
            }
        });
    }

    /** Between our look-up and the lease another owner may have stored what we want. */
    private void lookOnceMore(@Nullable Entry entry) {
        if (policy.decide(entry, parts.clock().instant()) instanceof Decision.Serve there) {
            parts.leases().release(key, owner);
            landing.complete(new Landing.Arrived(there.entry(), false, true));
            return;
        }
        load(entry);
    }

    private void load(@Nullable Entry existing) {
        Instant loadedAt = parts.clock().instant();
        CompletableFuture<LoadOutcome> loading;
        try {
            loading = loader.load(key).toCompletableFuture();
        } catch (RuntimeException e) {
            loading = CompletableFuture.failedFuture(e);
        }
        renewUntil(loading);
        loading.whenComplete((outcome, failure) -> {
            LoadOutcome ended = failure == null ? outcome : new LoadOutcome.Failed(unexpected(failure));
            observe(ended, loadedAt);
            settle(existing, ended, loadedAt);
        });
    }

    private void renewUntil(CompletableFuture<LoadOutcome> loading) {
        Timer.Alarm alarm = parts.timer().after(RENEW_AFTER, () -> {
            // After the hard time-out the lease runs out, so that somebody else may try.
            if (!loading.isDone() && !landing.isDone()) {
                parts.leases().renew(key, owner, LEASE);
                renewUntil(loading);
            }
        });
        loading.whenComplete((outcome, failure) -> alarm.cancel());
    }

    private void settle(@Nullable Entry existing, LoadOutcome outcome, Instant loadedAt) {
        if (outcome instanceof LoadOutcome.Loaded loaded) {
            Instant freshUntil = policy.freshUntil(loadedAt, parts.random().nextDouble());
            String contentId = ContentId.of(key, loaded.record());
            store(existing, new Entry.Value(loaded.record(), contentId, loadedAt, freshUntil, loaded.provider()));
        } else if (outcome instanceof LoadOutcome.NoSuchKey none) {
            if (policy.servesOnError(existing, loadedAt)) {
                // A symbol does not vanish between two loads: more likely that the provider is wrong.
                fail(new Failure(
                        Failure.Kind.PROVIDER_FAILED, none.provider() + " no longer knows " + key.key(), null));
                return;
            }
            store(existing, new Entry.Negative(loadedAt, loadedAt.plus(policy.negativeTtl()), none.provider()));
        } else if (outcome instanceof LoadOutcome.Failed failed) {
            fail(failed.failure());
        }
    }

    private void store(@Nullable Entry existing, Entry entry) {
        CacheStatus.Forward why = existing == null ? CacheStatus.Forward.MISS : CacheStatus.Forward.STALE;
        parts.store()
                .store(key, entry, policy.keepFor(entry, parts.clock().instant()), owner, why)
                .whenComplete((stored, failure) ->
                        landing.complete(new Landing.Arrived(entry, failure == null && stored, false)));
    }

    private void fail(Failure failure) {
        boolean ours = failure.kind() == Failure.Kind.UNAVAILABLE;
        if (ours || policy.failureBackoff().isZero()) {
            parts.leases().release(key, owner);
        } else {
            parts.leases().fail(key, owner, failure, policy.failureBackoff());
        }
        landing.complete(new Landing.Broke(failure));
    }

    private void observe(LoadOutcome outcome, Instant loadedAt) {
        Instant now = parts.clock().instant();
        Duration took = Duration.between(loadedAt, now);
        if (outcome instanceof LoadOutcome.Loaded loaded) {
            parts.observer().loaded(key.dataset(), loaded.provider(), "loaded", took);
            if (loaded.asOf() != null) {
                parts.observer().datumArrived(key.dataset(), Duration.between(loaded.asOf(), now));
            }
        } else if (outcome instanceof LoadOutcome.NoSuchKey none) {
            parts.observer().loaded(key.dataset(), none.provider(), "negative", took);
        } else {
            parts.observer().loaded(key.dataset(), "none", "failed", took);
        }
    }

    private static Failure unexpected(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        CacheEngine.log.error("A load ended with an error that no rule expects", cause);
        return new Failure(Failure.Kind.PROVIDER_FAILED, "The load failed", null);
    }
}
