package dev.quotewell.cache;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long answers of a dataset are good for, and what is done when they are not.
 *
 * @param ttl how long a record is fresh, unless its load says otherwise; at least 1 ms
 * @param jitter the share of the ttl, 0 to 1, by which freshness is shortened at random, so that entries loaded together do
 *     not expire together
 * @param eagerRefresh after which share of its time, 0 to 1, a fresh record is loaded anew behind a hit; 0 for never
 * @param staleWhileRevalidate how long after that a stale record is served at once while one load runs behind it
 *     (RFC 5861 section 3)
 * @param staleIfError how long after the ttl a stale record is served when the load fails (RFC 5861 section 4)
 * @param negativeTtl how long "no such key" is remembered
 * @param softTimeout how long a caller waits for a load when a stale record could be served; zero for as long as the
 *     hard time-out
 * @param hardTimeout how long a caller waits for a load
 * @param failureBackoff how long a key is left alone after a failed load; doubled with each further failure in a row
 * @param failureBackoffMax the most that comes of the doubling, or of a provider's {@code Retry-After}; where it is
 *     less than {@code failureBackoff}, that holds
 * @param nearTtl how long a copy in this process is served without asking the store; zero for no copies
 * @param largestEntryBytes larger records are answered, not kept
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
        Duration failureBackoff,
        Duration failureBackoffMax,
        Duration nearTtl,
        long largestEntryBytes) {

    /** Doubling any longer would overflow; the cap is reached long before. */
    private static final int MOST_DOUBLINGS = 30;

    /** What to do with what the cache holds. */
    public sealed interface Decision {
        /** Fresh, or stale where the caller wants nothing loaded. */
        record Serve(Entry entry) implements Decision {}

        record ServeAndRefresh(Entry.Value entry) implements Decision {}

        record Load() implements Decision {}

        /** A load would be needed, which the caller does not want. */
        record Refuse() implements Decision {}
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
        requireAtLeast("failureBackoffMax", failureBackoffMax, Duration.ZERO);
        requireAtLeast("nearTtl", nearTtl, Duration.ZERO);
        if (largestEntryBytes < 1) {
            throw new IllegalArgumentException("largestEntry is " + largestEntryBytes + ", must be at least 1");
        }
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

    /** Begins with the defaults: a ttl of a minute, nothing served stale, no copies in this process. */
    public static Builder builder() {
        return new Builder();
    }

    public Decision decide(@Nullable Entry entry, Instant now) {
        return decide(entry, now, RequestDirectives.NONE);
    }

    public Decision decide(@Nullable Entry entry, Instant now, RequestDirectives asked) {
        if (entry != null && asked.accepts(entry.age(now))) {
            if (entry.isFresh(now)) {
                return entry instanceof Entry.Value value && isDueForRefresh(value, now) && !asked.onlyIfCached()
                        ? new Decision.ServeAndRefresh(value)
                        : new Decision.Serve(entry);
            }
            if (entry instanceof Entry.Value value && asked.acceptsStale() && servesWhileRevalidating(value, now)) {
                return asked.onlyIfCached() ? new Decision.Serve(value) : new Decision.ServeAndRefresh(value);
            }
        }
        return asked.onlyIfCached() ? new Decision.Refuse() : new Decision.Load();
    }

    private boolean servesWhileRevalidating(Entry.Value entry, Instant now) {
        return now.isBefore(entry.freshUntil().plus(staleWhileRevalidate));
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

    /**
     * Until when a record is fresh.
     *
     * @param told the ttl that the load told; null for the policy's
     * @param random in [0, 1)
     */
    public Instant freshUntil(Instant loadedAt, @Nullable Duration told, double random) {
        if (told != null && told.isZero()) {
            return loadedAt;
        }
        long ttlMillis = (told == null ? ttl : told).toMillis();
        // A told ttl that is longer is meant to the moment, such as until a market opens.
        long shortenedMillis = Math.round(Math.min(ttlMillis, ttl.toMillis()) * jitter * random);
        return loadedAt.plusMillis(Math.max(1, ttlMillis - shortenedMillis));
    }

    /**
     * How long the store keeps an entry: judged by us while fresh or of use when stale, dropped by Redis after. What
     * the provider can be asked about by a validator is of use for one more lifetime.
     */
    public Duration keepFor(Entry entry, Instant now) {
        Duration kept = entry.freshFor(now);
        if (entry instanceof Entry.Value value) {
            Duration lifetime = Duration.between(value.loadedAt(), value.freshUntil());
            Duration revalidated = value.validators().isEmpty() ? Duration.ZERO : lifetime;
            kept = kept.plus(longer(longer(staleIfError, staleWhileRevalidate), revalidated));
        }
        return longer(kept, Duration.ofMillis(1));
    }

    /**
     * How long a key is left alone after a failed load.
     *
     * @param failures how many loads failed in a row, this one included
     * @param retryAfter when the provider wants to be asked again, if it said so
     */
    public Duration backoff(int failures, @Nullable Duration retryAfter) {
        Duration doubled = failureBackoff.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        Duration wanted = retryAfter == null ? doubled : longer(doubled, retryAfter);
        Duration most = longer(failureBackoff, failureBackoffMax);
        return wanted.compareTo(most) > 0 ? most : wanted;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** For one thread. */
    public static final class Builder {

        private Duration ttl = Duration.ofMinutes(1);
        private double jitter;
        private double eagerRefresh;
        private Duration staleWhileRevalidate = Duration.ZERO;
        private Duration staleIfError = Duration.ZERO;
        private Duration negativeTtl = Duration.ofMinutes(1);
        private Duration softTimeout = Duration.ZERO;
        private Duration hardTimeout = Duration.ofSeconds(10);
        private Duration failureBackoff = Duration.ofSeconds(1);
        private Duration failureBackoffMax = Duration.ofMinutes(1);
        private Duration nearTtl = Duration.ZERO;
        private long largestEntryBytes = 1024 * 1024;

        private Builder() {}

        public Builder ttl(Duration value) {
            this.ttl = value;
            return this;
        }

        public Builder jitter(double value) {
            this.jitter = value;
            return this;
        }

        public Builder eagerRefresh(double value) {
            this.eagerRefresh = value;
            return this;
        }

        public Builder staleWhileRevalidate(Duration value) {
            this.staleWhileRevalidate = value;
            return this;
        }

        public Builder staleIfError(Duration value) {
            this.staleIfError = value;
            return this;
        }

        public Builder negativeTtl(Duration value) {
            this.negativeTtl = value;
            return this;
        }

        public Builder softTimeout(Duration value) {
            this.softTimeout = value;
            return this;
        }

        public Builder hardTimeout(Duration value) {
            this.hardTimeout = value;
            return this;
        }

        public Builder failureBackoff(Duration value) {
            this.failureBackoff = value;
            return this;
        }

        public Builder failureBackoffMax(Duration value) {
            this.failureBackoffMax = value;
            return this;
        }

        public Builder nearTtl(Duration value) {
            this.nearTtl = value;
            return this;
        }

        public Builder largestEntryBytes(long value) {
            this.largestEntryBytes = value;
            return this;
        }

        /** @throws IllegalArgumentException a value is out of its bounds; it says which */
        public CachePolicy build() {
            return new CachePolicy(
                    ttl,
                    jitter,
                    eagerRefresh,
                    staleWhileRevalidate,
                    staleIfError,
                    negativeTtl,
                    softTimeout,
                    hardTimeout,
                    failureBackoff,
                    failureBackoffMax,
                    nearTtl,
                    largestEntryBytes);
        }
    }
}
