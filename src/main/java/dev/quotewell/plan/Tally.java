package dev.quotewell.plan;

import dev.quotewell.cache.Answer;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CacheObserver.Result;
import dev.quotewell.cache.Failure;
import dev.quotewell.plan.Use.Fill;
import dev.quotewell.plan.Use.OfDataset;
import dev.quotewell.plan.Use.OfProvider;
import dev.quotewell.plan.Use.ProviderDay;
import dev.quotewell.traffic.Ask;
import dev.quotewell.traffic.Load;
import dev.quotewell.traffic.Recording;
import dev.quotewell.traffic.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what happens. For one thread. */
final class Tally {

    private static final String REFUSED = "budget-exhausted";

    private static final class Dataset {
        long lookUps;
        long hits;
        long stale;
        long errors;
        long refused;
        long loads;
        long calls;
        long[] ages = new long[1024];
        int known;
    }

    private static final class Provider {
        long calls;
        long refused;
        final Map<String, Fill> fills = new TreeMap<>();
    }

    private final Map<String, Dataset> datasets = new TreeMap<>();
    private final Map<ProviderDay, Provider> providers = new TreeMap<>();
    private final Map<String, Long> schedules = new TreeMap<>();

    /** What really happened, as far as it was recorded. */
    static Use of(Recording recording) {
        Tally tally = new Tally();
        for (Traffic each : recording.traffic()) {
            if (each instanceof Ask ask) {
                tally.asked(ask, 1);
                boolean failed = ask.outcome() == Result.ERROR;
                boolean hit = ask.forward() == null && !failed;
                tally.answered(ask.key().dataset(), hit, ask.outcome(), REFUSED.equals(ask.failure()), ask.age());
            } else if (each instanceof Load load) {
                tally.loads(load.key().dataset(), 1);
                load.calls().forEach(call -> tally.called(load.key().dataset(), call.provider(), load.at(), 1));
            }
        }
        return tally.use();
    }

    /** So many keys were asked for in this way. */
    void asked(Ask ask, int keys) {
        if (ask.schedule() != null) {
            schedules.merge(ask.schedule(), (long) keys, Long::sum);
        }
    }

    void answered(CacheKey key, Answer answer) {
        boolean failed = answer instanceof Answer.Failed;
        answered(
                key.dataset(),
                answer.status().isHit() && !failed,
                Result.of(answer),
                answer instanceof Answer.Failed broken && broken.failure().kind() == Failure.Kind.BUDGET_EXHAUSTED,
                answer instanceof Answer.Found found ? found.age() : null);
    }

    private void answered(String name, boolean hit, Result result, boolean refused, @Nullable Duration age) {
        Dataset dataset = dataset(name);
        dataset.lookUps++;
        dataset.hits += hit ? 1 : 0;
        dataset.stale += result == Result.STALE ? 1 : 0;
        dataset.errors += result == Result.ERROR ? 1 : 0;
        dataset.refused += refused ? 1 : 0;
        if (age != null) {
            if (dataset.known == dataset.ages.length) {
                dataset.ages = Arrays.copyOf(dataset.ages, 2 * dataset.known);
            }
            dataset.ages[dataset.known++] = age.toMillis();
        }
    }

    void loads(String dataset, int keys) {
        dataset(dataset).loads += keys;
    }

    void called(String dataset, String provider, Instant now, int calls) {
        dataset(dataset).calls += calls;
        provider(provider, now).calls += calls;
    }

    /** A provider's budget granted no call. */
    void refused(String provider, Instant now) {
        provider(provider, now).refused++;
    }

    /** @param used of a window, at this moment */
    void filled(String provider, Instant now, Fill used) {
        provider(provider, now)
                .fills
                .merge(used.window(), used, (one, other) -> one.share() >= other.share() ? one : other);
    }

    private Dataset dataset(String name) {
        return datasets.computeIfAbsent(name, any -> new Dataset());
    }

    private Provider provider(String name, Instant now) {
        return providers.computeIfAbsent(
                new ProviderDay(name, LocalDate.ofInstant(now, ZoneOffset.UTC)), any -> new Provider());
    }

    Use use() {
        Map<String, OfDataset> ofDatasets = new TreeMap<>();
        datasets.forEach((name, dataset) -> {
            long[] ages = Arrays.copyOf(dataset.ages, dataset.known);
            Arrays.sort(ages);
            ofDatasets.put(
                    name,
                    new OfDataset(
                            dataset.lookUps,
                            dataset.hits,
                            dataset.stale,
                            dataset.errors,
                            dataset.refused,
                            dataset.loads,
                            dataset.calls,
                            percentile(ages, 0.50),
                            percentile(ages, 0.99)));
        });
        Map<ProviderDay, OfProvider> ofProviders = new TreeMap<>();
        providers.forEach((day, provider) -> ofProviders.put(
                day,
                new OfProvider(
                        provider.calls,
                        provider.refused,
                        provider.fills.values().stream().toList())));
        return new Use(ofDatasets, ofProviders, schedules);
    }

    /** The nearest rank: the smallest age that so many of all do not exceed. */
    private static Duration percentile(long[] sorted, double share) {
        if (sorted.length == 0) {
            return Duration.ZERO;
        }
        int rank = (int) Math.ceil(share * sorted.length);
        return Duration.ofMillis(sorted[Math.max(1, rank) - 1]);
    }
}
