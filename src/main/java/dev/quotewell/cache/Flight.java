package dev.quotewell.cache;

import dev.quotewell.cache.CachePolicy.Decision;
import dev.quotewell.cache.CacheStatus.Forward;
import dev.quotewell.cache.LeaseStore.Grant;
import dev.quotewell.cache.Loader.Wanted;
import dev.quotewell.cache.RecentFailures.Recent;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
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

    /**
     * What is to be loaded.
     *
     * @param seen the entry that was there when the load was found necessary
     * @param owner a name that no other flight of any instance has
     */
    record Plan(
            CacheKey key,
            CachePolicy policy,
            Loader loader,
            @Nullable Entry seen,
            String owner) {}

    private final Plan plan;
    private final CacheKey key;
    private final CachePolicy policy;
    private final CacheEngine.Parts parts;
    private final RecentFailures recentFailures;
    private final CompletableFuture<Landing> landing = new CompletableFuture<>();
    private final CompletableFuture<Landing> landed;

    /** Of loads in a row, until now; written before the load begins. */
    private volatile int failures;

    /** @param ended runs before any caller has the landing: who asks then begins a flight of its own */
    Flight(Plan plan, CacheEngine.Parts parts, RecentFailures recentFailures, Consumer<Flight> ended) {
        this.plan = plan;
        this.key = plan.key();
        this.policy = plan.policy();
        this.parts = parts;
        this.recentFailures = recentFailures;
        this.landed = landing.whenComplete((there, failure) -> ended.accept(this));
    }

    CompletableFuture<Landing> landing() {
        return landed;
    }

    /** @param batch of the look-up that this flight belongs to */
    void start(LoadBatch batch) {
        Timer.Alarm deadline = parts.timer().after(policy.hardTimeout(), () -> {
            // Whoever asks next finds the failure, until it is over or the late answer is stored.
            fail(Failure.timeout(policy.hardTimeout()));
        });
        landing.whenComplete((landed, failure) -> deadline.cancel());
        attempt(batch);
    }

    private void attempt(LoadBatch batch) {
        // Watch before asking: a wake-up between the question and the watch would be missed.
        CompletableFuture<Void> woken = parts.leases().watch(key);
        parts.leases().acquire(key, plan.owner(), LEASE).whenComplete((grant, failure) -> {
            if (grant instanceof Grant.Held held) {
                batch.leave();
                waitForOwner(woken, held.remaining());
                return;
            }
            woken.cancel(false);
            if (landing.isDone()) {
                batch.leave();
                parts.leases().release(key, plan.owner());
            } else if (grant instanceof Grant.BackingOff backingOff) {
                batch.leave();
                landing.complete(new Landing.Broke(backingOff.failure()));
            } else if (grant instanceof Grant.Granted granted) {
                failures = granted.failures();
                lookOnceMore(granted.entry(), batch);
            } else {
                // The store is not there to lend a lease, so this process loads for itself.
                loadAlone(batch);
            }
        });
    }

    private void waitForOwner(CompletableFuture<Void> woken, Duration remaining) {
        Timer.Alarm ownerGone = parts.timer().after(remaining, () -> woken.complete(null));
        landing.whenComplete((landed, failure) -> woken.cancel(false));
        woken.whenComplete((nothing, failure) -> {
            ownerGone.cancel();
            if (!landing.isDone()) {
                attempt(new LoadBatch(plan.loader(), 1));
            }
        });
    }

    /** Between our look-up and the lease another owner may have stored what we want. */
    private void lookOnceMore(@Nullable Entry entry, LoadBatch batch) {
        if (policy.decide(entry, parts.clock().instant()) instanceof Decision.Serve there && isNews(there.entry())) {
            batch.leave();
            parts.leases().release(key, plan.owner());
            landing.complete(new Landing.Arrived(there.entry(), false, true, null));
            return;
        }
        load(entry, batch);
    }

    /** A caller may have refused a fresh entry: that one will not do. */
    private boolean isNews(Entry entry) {
        return plan.seen() == null || entry.loadedAt().isAfter(plan.seen().loadedAt());
    }

    private void loadAlone(LoadBatch batch) {
        Recent recent = recentFailures.find(key);
        if (recent != null) {
            failures = recent.inARow();
            if (parts.clock().instant().isBefore(recent.until())) {
                batch.leave();
                landing.complete(new Landing.Broke(recent.failure()));
                return;
            }
        }
        load(plan.seen(), batch);
    }

    private void load(@Nullable Entry existing, LoadBatch batch) {
        Instant loadedAt = parts.clock().instant();
        Entry.Value record = existing instanceof Entry.Value value ? value : null;
        CompletableFuture<LoadOutcome> loading = batch.board(new Wanted(key, record, landing::isDone));
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
                parts.leases().renew(key, plan.owner(), LEASE);
                renewUntil(loading);
            }
        });
        loading.whenComplete((outcome, failure) -> alarm.cancel());
    }

    private void settle(@Nullable Entry existing, LoadOutcome outcome, Instant loadedAt) {
        if (outcome instanceof LoadOutcome.Loaded loaded) {
            keep(existing, value(loaded, loadedAt), loaded.detail());
        } else if (outcome instanceof LoadOutcome.NotModified same) {
            renew(existing, same, loadedAt);
        } else if (outcome instanceof LoadOutcome.NoSuchKey none) {
            if (policy.servesOnError(existing, loadedAt)) {
                // A symbol does not vanish between two loads: more likely that the provider is wrong.
                fail(new Failure(
                        Failure.Kind.PROVIDER_FAILED, none.provider() + " no longer knows " + key.key(), null));
                return;
            }
            store(new Entry.Negative(loadedAt, loadedAt.plus(policy.negativeTtl()), none.provider()), null, null);
        } else if (outcome instanceof LoadOutcome.Failed failed) {
            fail(failed.failure());
        }
    }

    private Entry.Value value(LoadOutcome.Loaded loaded, Instant loadedAt) {
        return new Entry.Value(
                loaded.record(),
                ContentId.of(key, loaded.record()),
                loadedAt,
                policy.freshUntil(loadedAt, loaded.ttl(), parts.random().nextDouble()),
                loaded.provider(),
                loaded.validators());
    }

    private void keep(@Nullable Entry existing, Entry.Value value, @Nullable String detail) {
        boolean tooLarge = value.record().size() > policy.largestEntryBytes();
        if (tooLarge) {
            parts.observer().refused(key.dataset());
        }
        if (tooLarge || !value.isFresh(value.loadedAt())) {
            parts.leases().release(key, plan.owner());
            landing.complete(new Landing.Arrived(value, false, false, detail));
            return;
        }
        store(value, Forward.why(existing, value.loadedAt()), detail);
    }

    /** The record was published when it came; that it still holds is no news. */
    private void renew(@Nullable Entry existing, LoadOutcome.NotModified same, Instant loadedAt) {
        if (!(existing instanceof Entry.Value record)) {
            fail(unexpected(new IllegalStateException(same.provider() + " renewed a record that is not there")));
            return;
        }
        Instant freshUntil =
                policy.freshUntil(loadedAt, same.ttl(), parts.random().nextDouble());
        Entry.Value renewed = new Entry.Value(
                record.record(), record.contentId(), loadedAt, freshUntil, record.provider(), same.validators());
        store(renewed, null, null);
    }

    private void store(Entry entry, @Nullable Forward why, @Nullable String detail) {
        recentFailures.forget(key);
        Instant now = parts.clock().instant();
        parts.store()
                .store(key, entry, policy.keepFor(entry, now), plan.owner(), why)
                .whenComplete((stored, failure) -> {
                    if (failure != null && !policy.nearTtl().isZero()) {
                        parts.near().keepUnstored(key, entry, now);
                    }
                    landing.complete(new Landing.Arrived(entry, failure == null && stored, false, detail));
                });
    }

    private void fail(Failure failure) {
        boolean ours = failure.kind() == Failure.Kind.UNAVAILABLE;
        int inARow = failures + 1;
        Duration backoff = policy.backoff(inARow, failure.retryAfter());
        if (landing.isDone() || ours || backoff.isZero()) {
            parts.leases().release(key, plan.owner());
        } else {
            recentFailures.remember(
                    key, new Recent(failure, inARow, parts.clock().instant().plus(backoff)));
            parts.leases().fail(key, plan.owner(), failure, backoff, inARow);
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
        } else if (outcome instanceof LoadOutcome.NotModified same) {
            parts.observer().loaded(key.dataset(), same.provider(), "not-modified", took);
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
