package dev.quotewell.traffic;

import dev.quotewell.cache.CachePolicy;
import dev.quotewell.provider.ApiBudget;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What decides how many calls a request costs: the part of a configuration that a recording keeps.
 *
 * @param steps by the name of their dataset
 * @param sources by the name of the provider
 * @param schedules by their name
 * @param breaker when a provider is left alone
 */
public record Setup(
        Map<String, Step> steps, Map<String, Source> sources, Map<String, Schedule> schedules, BreakerRule breaker) {

    public Setup {
        steps = Collections.unmodifiableMap(new TreeMap<>(steps));
        sources = Collections.unmodifiableMap(new TreeMap<>(sources));
        schedules = Collections.unmodifiableMap(new TreeMap<>(schedules));
    }

    /**
     * The cache-aside step of a dataset.
     *
     * @param whenClosed {@code ttlWhenClosed}: {@code until-open} or a duration such as {@code PT1H}; null for none
     * @param whenFinal {@code ttlWhenFinal}; null for none
     * @param honoursDirectives whether callers may ask for more than the policy gives
     * @param batchSize how many keys one load takes
     * @param providers in the order in which its loader asks them
     */
    public record Step(
            CachePolicy policy,
            @Nullable String whenClosed,
            @Nullable Duration whenFinal,
            boolean honoursDirectives,
            int batchSize,
            List<String> providers) {

        public Step {
            providers = List.copyOf(providers);
        }
    }

    /**
     * A provider.
     *
     * @param called whether it is called at all: it is enabled, and has a key where it needs one
     * @param keys how many API keys rotate; 1 where none is needed
     */
    public record Source(ApiBudget budget, boolean called, int keys) {

        public Source {
            if (keys < 1) {
                throw new IllegalArgumentException("keys is " + keys + ", must be at least 1");
            }
        }
    }

    /**
     * What is asked for again and again.
     *
     * @param cron a Quartz cron
     * @param market only ticks in its regular session count; null where all do
     * @param spread over which time the messages of a tick become due
     * @param dataset of the keys
     * @param keys as the watchlist writes them; none where it is not a watchlist that is asked for
     */
    public record Schedule(
            String cron, String timeZone, @Nullable String market, Duration spread, String dataset, List<String> keys) {

        public Schedule {
            keys = List.copyOf(keys);
        }
    }

    /** Half of at least {@code after} calls failed: nobody calls for so long. */
    public record BreakerRule(int after, Duration openFor) {}
}
