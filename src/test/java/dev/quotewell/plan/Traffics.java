package dev.quotewell.plan;

import dev.quotewell.budget.Priority;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CacheObserver.Result;
import dev.quotewell.cache.CachePolicy;
import dev.quotewell.cache.CacheStatus.Forward;
import dev.quotewell.cache.RequestDirectives;
import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.BudgetWindow;
import dev.quotewell.traffic.Ask;
import dev.quotewell.traffic.Configured;
import dev.quotewell.traffic.Load;
import dev.quotewell.traffic.Recording;
import dev.quotewell.traffic.Setup;
import dev.quotewell.traffic.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Recordings written by hand, moments in seconds from a Wednesday's noon in New York, and configurations for them. */
final class Traffics {

    static final Instant OPEN = Instant.parse("2026-03-04T17:00:00Z");
    static final Instant SATURDAY = Instant.parse("2026-03-07T17:00:00Z");

    /** The configuration as it ships: its providers, datasets and markets. */
    static final Catalog SHIPPED = Catalog.read(Path.of("config"));

    private final Instant begin;
    private final List<Traffic> traffic = new ArrayList<>();
    private int group;

    Traffics(Instant begin, Setup ran) {
        this.begin = begin;
        traffic.add(new Configured(begin, "test", ran));
    }

    Instant at(double seconds) {
        return begin.plusMillis(Math.round(seconds * 1000));
    }

    Traffics ask(double at, String symbol) {
        return ask(at, symbol, Priority.INTERACTIVE, RequestDirectives.NONE);
    }

    Traffics ask(double at, String symbol, Priority priority, RequestDirectives asked) {
        traffic.add(new Ask(
                at(at),
                new CacheKey("quote", symbol),
                0,
                priority,
                "http-record",
                asked,
                Result.MISS,
                Forward.MISS,
                "finnhub",
                Duration.ofMillis(100),
                Duration.ofMillis(100),
                null));
        return this;
    }

    Traffics askTogether(double at, String... symbols) {
        group++;
        for (String symbol : symbols) {
            traffic.add(new Ask(
                    at(at),
                    new CacheKey("quote", symbol),
                    group,
                    Priority.INTERACTIVE,
                    "http-records",
                    RequestDirectives.NONE,
                    Result.MISS,
                    Forward.MISS,
                    null,
                    Duration.ZERO,
                    null,
                    null));
        }
        return this;
    }

    /** What the schedule {@code us-shares} asked for. */
    Traffics tick(double at, String... symbols) {
        group++;
        for (String symbol : symbols) {
            traffic.add(new Ask(
                    at(at),
                    new CacheKey("quote", symbol),
                    group,
                    Priority.SCHEDULED,
                    "schedule:us-shares",
                    RequestDirectives.NONE,
                    Result.MISS,
                    Forward.MISS,
                    null,
                    Duration.ZERO,
                    null,
                    null));
        }
        return this;
    }

    /** A hit on a record of this age. */
    Traffics hit(double at, String symbol, Duration age) {
        traffic.add(new Ask(
                at(at),
                new CacheKey("quote", symbol),
                0,
                Priority.INTERACTIVE,
                "http-record",
                RequestDirectives.NONE,
                Result.HIT,
                null,
                "finnhub",
                Duration.ZERO,
                age,
                null));
        return this;
    }

    /** A call that was recorded: {@code answered}, or the code of a failure. */
    Traffics call(double at, String symbol, String provider, long tookMillis, String outcome) {
        boolean answered = outcome.equals(Load.ANSWERED);
        traffic.add(new Load(
                at(at),
                new CacheKey("quote", symbol),
                Priority.INTERACTIVE,
                answered ? "loaded" : "failed",
                answered ? provider : null,
                Duration.ofMillis(tookMillis),
                null,
                null,
                List.of(new Load.Call(provider, Duration.ofMillis(tookMillis), outcome, null))));
        return this;
    }

    Traffics configured(double at, Setup setup) {
        traffic.add(new Configured(at(at), "test", setup));
        return this;
    }

    Recording recording() {
        List<Traffic> sorted = new ArrayList<>(traffic);
        sorted.sort(Comparator.comparing(Traffic::at));
        return new Recording(sorted, List.of());
    }

    static CachePolicy.Builder ttl(int seconds) {
        return CachePolicy.builder().ttl(Duration.ofSeconds(seconds));
    }

    static Setup setup(CachePolicy.Builder policy, String... providers) {
        return setup(policy, ApiBudget.NONE, providers);
    }

    static Setup setup(CachePolicy.Builder policy, ApiBudget budget, String... providers) {
        Setup.Step step = new Setup.Step(policy.build(), null, null, true, 1, List.of(providers));
        return setup(step, budget);
    }

    static Setup setup(Setup.Step step, ApiBudget budget) {
        Map<String, Setup.Source> sources = new TreeMap<>();
        step.providers().forEach(provider -> sources.put(provider, new Setup.Source(budget, true, 1)));
        return new Setup(Map.of("quote", step), sources, Map.of(), new Setup.BreakerRule(5, Duration.ofSeconds(30)));
    }

    /** The same, with a schedule {@code us-shares} by the clocks of New York. */
    static Setup scheduled(Setup setup, String cron, String... symbols) {
        return scheduled(
                setup,
                new Setup.Schedule(
                        cron, "America/New_York", "XNYS", Duration.ofSeconds(30), "quote", List.of(symbols)));
    }

    static Setup scheduled(Setup setup, Setup.Schedule schedule) {
        return new Setup(setup.steps(), setup.sources(), Map.of("us-shares", schedule), setup.breaker());
    }

    static ApiBudget atMost(long calls, Duration window) {
        return new ApiBudget(
                List.of(new ApiBudget.Policy(calls, new BudgetWindow.Rolling(window), ApiBudget.Weight.CALL)),
                0,
                ApiBudget.Reserve.USUAL,
                List.of());
    }

    static Use simulated(Setup setup, Recording recording) {
        return Simulation.with(setup, recording, SHIPPED, done -> {});
    }

    static Use.OfDataset quotes(Use use) {
        return Comparison.of(use, "quote");
    }
}
