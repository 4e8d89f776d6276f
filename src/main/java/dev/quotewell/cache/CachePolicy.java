package dev.quotewell.cache;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long answers of a dataset are good for, and what is done when they are not.
 *
 * @param ttl how long a record is fresh; at least 1 ms
 * @param jitter the share of the ttl, 0 to 1, by which it is shortened at random, so that entries loaded together do
 *     not expire together
 * @param eagerRefresh after which share of its time, 0 to 1, a fresh record is loaded anew behind a hit; 0 for never
 * @param staleWhileRevalidate how long after that a stale record is served at once while one load runs behind it
 *     (RFC 5861 section 3)
 * @param staleIfError how long after the ttl a stale record is served when the load fails (RFC 5861 section 4)
 * @param negativeTtl how long "no such key" is remembered
 * @param softTimeout how long a caller waits for a load when a stale record could be served; zero for as long as the
 *     hard time-out
 * @param hardTimeout how long a caller waits for a load
 * @param failureBackoff how long a key is left alone after a failed load
 */
public record CachePolicy(
        Duration ttl,
        double jitter,
        double eagerRefresh,
        Duration staleWhileRevalidate,
        Duration staleIfError,
        Duration negativeTtl,
        Duration softTimeout,
        Duration hardTimeout,
        Duration failureBackoff) {

    /** What to do with what the cache holds. */
    public sealed interface Decision {
        record Serve(Entry entry) implements Decision {}

        record ServeAndRefresh(Entry.Value entry) implements Decision {}

        record Load() implements Decision {}
    }

    public CachePolicy {
        requireAtLeast("ttl", ttl, Duration.ofMillis(1));
        requireShare("jitter", jitter);
        requireShare("eagerRefresh", eagerRefresh);
        requireAtLeast("staleWhileRevalidate", staleWhileRevalidate, Duration.ZERO);
        requireAtLeast("staleIfError", staleIfError, Duration.ZERO);
        requireAtLeast("negativeTtl", negativeTtl, Duration.ZERO);
        requireAtLeast("softTimeout", softTimeout, Duration.ZERO);
        requireAtLeast("hardTimeout", hardTimeout, Duration.ofMillis(1));
        requireAtLeast("failureBackoff", failureBackoff, Duration.ZERO);
    }

    private static void requireShare(String name, double found) {
        if (!(found >= 0 && found <= 1)) {
            throw new IllegalArgumentException(name + " is " + found + ", must be between 0 and 1");
        }
    }

    private static void requireAtLeast(String name, Duration found, Duration least) {
        if (found.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    name + " is " + found.toMillis() + "ms, must be at least " + least.toMillis() + "ms");
        }
    }

    public Decision decide(@Nullable Entry entry, Instant now) {
        if (entry != null && entry.isFresh(now)) {
            return entry instanceof Entry.Value value && isDueForRefresh(value, now)
                    ? new Decision.ServeAndRefresh(value)
                    : new Decision.Serve(entry);
        }
        if (entry instanceof Entry.Value value
                && now.isBefore(value.freshUntil().plus(staleWhileRevalidate))) {
            return new Decision.ServeAndRefresh(value);
        }
        return new Decision.Load();
    }

    private boolean isDueForRefresh(Entry.Value entry, Instant now) {
        long freshMillis =
                Duration.between(entry.loadedAt(), entry.freshUntil()).toMillis();
        return eagerRefresh > 0 && entry.age(now).toMillis() >= freshMillis * eagerRefresh;
    }

    /** Whether this entry may stand in for an answer that could not be loaded. */
    public boolean servesOnError(@Nullable Entry entry, Instant now) {
        return entry instanceof Entry.Value && now.isBefore(entry.freshUntil().plus(staleIfError));
    }

    /** @param random in [0, 1) */
    public Instant freshUntil(Instant loadedAt, double random) {
        long shortenedMillis = Math.round(ttl.toMillis() * jitter * random);
        return loadedAt.plusMillis(Math.max(1, ttl.toMillis() - shortenedMillis));
    }

    /** How long the store keeps an entry: judged by us while fresh or of use when stale, dropped by Redis after. */
    public Duration keepFor(Entry entry, Instant now) {
        Duration usefulWhenStale =
                staleIfError.compareTo(staleWhileRevalidate) > 0 ? staleIfError : staleWhileRevalidate;
        Duration kept = entry instanceof Entry.Value ? entry.freshFor(now).plus(usefulWhenStale) : entry.freshFor(now);
        return kept.toMillis() < 1 ? Duration.ofMillis(1) : kept;
    }
}
