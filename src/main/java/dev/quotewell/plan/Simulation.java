package dev.quotewell.plan;

import dev.quotewell.budget.Budgets;
import dev.quotewell.budget.Priority;
import dev.quotewell.budget.StoreAway;
import dev.quotewell.cache.CacheEngine;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CacheObserver;
import dev.quotewell.cache.CacheObserver.Result;
import dev.quotewell.cache.CachePolicy;
import dev.quotewell.cache.Entry;
import dev.quotewell.cache.LoadOutcome;
import dev.quotewell.cache.Loader;
import dev.quotewell.cache.NearCache;
import dev.quotewell.cache.RequestDirectives;
import dev.quotewell.json.Payload;
import dev.quotewell.load.Breakers;
import dev.quotewell.traffic.Ask;
import dev.quotewell.traffic.Configured;
import dev.quotewell.traffic.Load;
import dev.quotewell.traffic.Recording;
import dev.quotewell.traffic.Setup;
import dev.quotewell.traffic.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks for what was asked for, at the same moments of a simulated clock, of the engine that runs: its policy, its
 * coalescing, its backoff, its budgets and calendars are the real ones. Redis, the providers and the time are played.
 * The same recording and the same configuration come to the same result. For one thread.
 */
public final class Simulation {

    /** Any number would do: it makes the jitter and the drawn latencies the same each time. */
    private static final long SEED = 20_260_102L;

    /** Longer than any load takes that was under way at the end. */
    private static final Duration LANDING = Duration.ofMinutes(2);

    private static final int STEPS = 100;

    private final Recording recording;
    private final List<Traffic> traffic;
    private final @Nullable Setup fixed;
    private final Catalog catalog;
    private final IntConsumer progress;

    private final SimulatedTime time;
    private final SimulatedStore store;
    private final World world;
    private final CacheEngine engine;
    private final IdentityHashMap<Setup.Step, CachePolicy> policies = new IdentityHashMap<>();
    private Setup setup;

    /**
     * @param fixed the configuration to try; null for those that the recording tells
     * @param progress is told how many of 100 parts are done
     */
    private Simulation(Recording recording, @Nullable Setup fixed, Catalog catalog, IntConsumer progress) {
        this.recording = recording;
        this.traffic = fixed == null ? recording.traffic() : ScheduledAsks.in(recording, fixed, catalog);
        this.fixed = fixed;
        this.catalog = catalog;
        this.progress = progress;
        this.setup = fixed == null ? first(recording) : fixed;
        this.time = new SimulatedTime(recording.traffic().get(0).at());
        this.store = new SimulatedStore(time);
        RandomGenerator random = new SplittableRandom(SEED);
        Tally tally = new Tally();
        Budgets budgets = new Budgets(
                new SimulatedBudgets(),
                time,
                StoreAway.NO_CALLS,
                (provider, window, left) -> fill(tally, provider, window, left));
        this.world = new World(
                time,
                budgets,
                new Breakers(setup.breaker().after(), setup.breaker().openFor(), time),
                catalog,
                new Behaviour(recording.traffic()),
                random,
                tally);
        this.engine = new CacheEngine(
                new CacheEngine.Parts(store, store, new NearCache(0), time, time, random, CacheObserver.NONE), "plan");
    }

    /** As the configuration was that the recording tells, from each of its beginnings on. */
    public static Use asRecorded(Recording recording, Catalog catalog, IntConsumer progress) {
        return new Simulation(recording, null, catalog, progress).run();
    }

    /** With this configuration from beginning to end. */
    public static Use with(Setup setup, Recording recording, Catalog catalog, IntConsumer progress) {
        return new Simulation(recording, setup, catalog, progress).run();
    }

    /** The configuration that a recording begins with. */
    private static Setup first(Recording recording) {
        return recording.traffic().stream()
                .filter(Configured.class::isInstance)
                .map(traffic -> ((Configured) traffic).setup())
                .findFirst()
                .orElseThrow();
    }

    private void fill(Tally tally, String provider, String window, long left) {
        Setup.Source source = setup.sources().get(provider);
        if (source == null) {
            return;
        }
        source.budget().policies().stream()
                .filter(policy -> policy.name().equals(window))
                .forEach(policy -> {
                    long limit = policy.limit() * source.keys();
                    Use.Fill fill = new Use.Fill(window, policy.window().length(), limit, Math.max(0, limit - left));
                    tally.filled(provider, time.instant(), fill);
                });
    }

    private Use run() {
        takeOver();
        int told = 0;
        for (int i = 0; i < traffic.size(); i++) {
            Traffic each = traffic.get(i);
            if (each instanceof Configured configured && fixed == null) {
                time.goTo(each.at());
                setup = configured.setup();
            } else if (each instanceof Ask ask) {
                time.goTo(ask.at());
                i = ask(ask, i);
            }
            int done = (int) ((long) (i + 1) * STEPS / traffic.size());
            if (done > told) {
                told = done;
                progress.accept(done);
            }
        }
        time.goTo(time.instant().plus(LANDING));
        return world.tally().use();
    }

    /** @return the place of the last look-up that was asked for together with this one */
    private int ask(Ask ask, int place) {
        List<CacheKey> keys = new ArrayList<>();
        keys.add(ask.key());
        int last = place;
        while (ask.group() > 0
                && last + 1 < traffic.size()
                && traffic.get(last + 1) instanceof Ask next
                && next.group() == ask.group()
                && next.at().equals(ask.at())) {
            keys.add(next.key());
            last++;
        }
        Setup.Step step = setup.steps().get(ask.key().dataset());
        if (step == null) {
            return last;
        }
        world.tally().asked(ask, keys.size());
        RequestDirectives directives = step.honoursDirectives() ? ask.asked() : RequestDirectives.NONE;
        engine.get(keys, withoutCopies(step), directives, loader(step, ask.priority()))
                .thenAccept(answers -> {
                    for (int i = 0; i < keys.size(); i++) {
                        world.tally().answered(keys.get(i), answers.get(i));
                    }
                });
        return last;
    }

    /** Copies in the process spare Redis, not the providers. */
    private CachePolicy withoutCopies(Setup.Step step) {
        return policies.computeIfAbsent(step, any -> {
            CachePolicy policy = step.policy();
            return new CachePolicy(
                    policy.ttl(),
                    policy.jitter(),
                    policy.eagerRefresh(),
                    policy.staleWhileRevalidate(),
                    policy.staleIfError(),
                    policy.negativeTtl(),
                    policy.softTimeout(),
                    policy.hardTimeout(),
                    policy.failureBackoff(),
                    policy.failureBackoffMax(),
                    Duration.ZERO,
                    policy.largestEntryBytes());
        });
    }

    private Loader loader(Setup.Step step, Priority priority) {
        Setup now = setup;
        return new Loader() {
            @Override
            public CompletionStage<List<LoadOutcome>> load(List<Wanted> wanted) {
                return new SimulatedLoad(world, now, step, priority, wanted).begin();
            }

            @Override
            public int batchSize() {
                return step.batchSize();
            }
        };
    }

    /** What was in the cache when the recording began, as its first answers show. */
    private void takeOver() {
        Instant begin = time.instant();
        Set<CacheKey> seen = new HashSet<>();
        for (Traffic each : recording.traffic()) {
            if (each instanceof Load load) {
                seen.add(load.key());
            } else if (each instanceof Ask ask && seen.add(ask.key())) {
                Setup.Step step = setup.steps().get(ask.key().dataset());
                Entry entry = step == null ? null : entry(ask, step, begin);
                if (step != null && entry != null) {
                    CachePolicy policy = step.policy();
                    store.keep(ask.key(), entry, entry.loadedAt().plus(policy.keepFor(entry, entry.loadedAt())));
                }
            }
        }
    }

    private @Nullable Entry entry(Ask ask, Setup.Step step, Instant begin) {
        CachePolicy policy = step.policy();
        Duration age = ask.age();
        if (ask.outcome() == Result.NEGATIVE && ask.forward() == null) {
            return new Entry.Negative(begin, begin.plus(policy.negativeTtl()), "none");
        }
        String provider = ask.provider();
        if (age == null || provider == null || ask.outcome() == Result.MISS) {
            return null;
        }
        Instant loadedAt = ask.at().plus(ask.took()).minus(age);
        if (loadedAt.isAfter(begin)) {
            return null;
        }
        Duration ttl = catalog.ttl(loadedAt, ask.key(), step);
        Instant freshUntil = policy.freshUntil(loadedAt, ttl, world.random().nextDouble());
        return new Entry.Value(Payload.utf8("{}"), "before", loadedAt, freshUntil, provider);
    }

    /** The datasets that were asked for and that a configuration has no step for. */
    public static Set<String> unknown(Recording recording, Map<String, Setup.Step> steps) {
        Set<String> unknown = new TreeSet<>();
        for (Traffic each : recording.traffic()) {
            if (each instanceof Ask ask && !steps.containsKey(ask.key().dataset())) {
                unknown.add(ask.key().dataset());
            }
        }
        return unknown;
    }
}
