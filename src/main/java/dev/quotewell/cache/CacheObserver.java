package dev.quotewell.cache;

import java.time.Duration;

/** Sees what the engine does, for metrics. Must be quick and safe for many threads. */
public interface CacheObserver {

    /** How a look-up ended for one key. */
    enum Result {
        HIT,
        STALE,
        MISS,
        NEGATIVE,
        ERROR;

        /** What an answer counts as: how it was served, not where it came from. */
        public static Result of(Answer answer) {
            if (answer instanceof Answer.Unknown) {
                return NEGATIVE;
            }
            if (answer instanceof Answer.Failed) {
                return ERROR;
            }
            Duration ttl = answer.status().ttl();
            if (ttl != null && ttl.isNegative()) {
                return STALE;
            }
            return answer.status().isHit() ? HIT : MISS;
        }
    }

    CacheObserver NONE = new CacheObserver() {
        @Override
        public void answered(String dataset, Result result) {}

        @Override
        public void saved(String provider) {}

        @Override
        public void loaded(String dataset, String provider, String outcome, Duration took) {}

        @Override
        public void datumArrived(String dataset, Duration age) {}

        @Override
        public void refused(String dataset) {}
    };

    void answered(String dataset, Result result);

    /**
     * A record of this provider was answered from the cache, fresh, or stale while another is loaded: nobody waited for
     * a call of the provider.
     */
    void saved(String provider);

    /**
     * A load ended.
     *
     * @param provider who answered, or {@code none}
     * @param outcome {@code loaded}, {@code not-modified}, {@code negative} or {@code failed}
     */
    void loaded(String dataset, String provider, String outcome, Duration took);

    /** How old a loaded datum was by its own time. */
    void datumArrived(String dataset, Duration age);

    /** A record was larger than what may be cached. */
    void refused(String dataset);
}
