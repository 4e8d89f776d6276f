package dev.quotewell.metrics;

import dev.quotewell.budget.BudgetObserver;
import dev.quotewell.cache.CacheObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

/**
 * Every meter of ours, named once. Tags come from small fixed sets: never a key, a symbol or a URL. Safe for many
 * threads.
 */
public final class Meters implements CacheObserver, BudgetObserver {

    private static final String SUSPICIONS = "quotewell.provider.suspicions";

    private final MeterRegistry registry;

    /** By dataset, then by result: every answer counts, so the registry is not searched each time. */
    private final Map<String, Map<Result, Counter>> gets = new ConcurrentHashMap<>();

    /** By provider; every hit counts. */
    private final Map<String, Counter> saved = new ConcurrentHashMap<>();

    private final Map<String, Map<Integer, Timer>> requests = new ConcurrentHashMap<>();

    /** By provider, then by window. */
    private final Map<String, Map<String, AtomicLong>> remaining = new ConcurrentHashMap<>();

    /** By stream, then by group. */
    private final Map<String, Map<String, AtomicReference<Double>>> lags = new ConcurrentHashMap<>();

    public Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void answered(String dataset, Result result) {
        Map<Result, Counter> counters = gets.get(dataset);
        if (counters == null) {
            counters = gets.computeIfAbsent(dataset, this::counters);
        }
        Objects.requireNonNull(counters.get(result)).increment();
    }

    private Map<Result, Counter> counters(String dataset) {
        Map<Result, Counter> counters = new EnumMap<>(Result.class);
        for (Result result : Result.values()) {
            counters.put(result, registry.counter("quotewell.cache.gets", "dataset", dataset, "result", name(result)));
        }
        return counters;
    }

    /** How many answers there were since the start. */
    public Map<Result, Long> answers(String dataset) {
        Map<Result, Long> answers = new EnumMap<>(Result.class);
        gets.computeIfAbsent(dataset, this::counters)
                .forEach((result, counter) -> answers.put(result, (long) counter.count()));
        return answers;
    }

    @Override
    public void saved(String provider) {
        Counter counter = saved.get(provider);
        if (counter == null) {
            counter = saved.computeIfAbsent(
                    provider, any -> registry.counter("quotewell.provider.saved", "provider", provider));
        }
        counter.increment();
    }

    /** How many answers the cache gave in a provider's place since the start. */
    public long savedCalls(String provider) {
        Counter counter = saved.get(provider);
        return counter == null ? 0 : (long) counter.count();
    }

    @Override
    public void loaded(String dataset, String provider, String outcome, Duration took) {
        registry.timer("quotewell.cache.load", "dataset", dataset, "provider", provider, "outcome", outcome)
                .record(took);
    }

    @Override
    public void datumArrived(String dataset, Duration age) {
        // A provider's clock may be ahead of ours.
        registry.timer("quotewell.data.age", "dataset", dataset).record(age.isNegative() ? Duration.ZERO : age);
    }

    @Override
    public void refused(String dataset) {
        registry.counter("quotewell.cache.refused", "dataset", dataset).increment();
    }

    /** An HTTP request was answered; {@code route} is the path of its route, with names in place of keys. */
    public void requested(String route, int status, long nanos) {
        Map<Integer, Timer> timers = requests.get(route);
        if (timers == null) {
            timers = requests.computeIfAbsent(route, any -> new ConcurrentHashMap<>());
        }
        Timer timer = timers.get(status);
        if (timer == null) {
            timer = timers.computeIfAbsent(
                    status,
                    any -> registry.timer(
                            "quotewell.http.requests", "route", route, "status", Integer.toString(status)));
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A provider was called; {@code outcome} is {@code answered}, {@code not-modified} or the code of a failure class. */
    public void called(String provider, String outcome) {
        registry.counter("quotewell.provider.calls", "provider", provider, "outcome", outcome)
                .increment();
    }

    @Override
    public void remaining(String provider, String window, long left) {
        Map<String, AtomicLong> windows = remaining.get(provider);
        if (windows == null) {
            windows = remaining.computeIfAbsent(provider, any -> new ConcurrentHashMap<>());
        }
        AtomicLong value = windows.get(window);
        if (value == null) {
            value = windows.computeIfAbsent(window, any -> budgetGauge(provider, window));
        }
        value.set(left);
    }

    private AtomicLong budgetGauge(String provider, String window) {
        Tags tags = Tags.of("provider", provider, "window", window);
        return Objects.requireNonNull(registry.gauge("quotewell.budget.remaining", tags, new AtomicLong()));
    }

    /** A provider was passed over without a call: {@code budget}, {@code breaker} or {@code key}. */
    public void skipped(String provider, String reason) {
        registry.counter("quotewell.provider.skips", "provider", provider, "reason", reason)
                .increment();
    }

    /** A record was kept although a check suspects it. */
    public void suspected(String provider, String check) {
        registry.counter(SUSPICIONS, "provider", provider, "check", check).increment();
    }

    /** How many records of a provider checks suspected since the start; two checks count one record twice. */
    public long suspicions(String provider) {
        return (long) registry.find(SUSPICIONS).tag("provider", provider).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /**
     * How many entries each group of each stream was not given yet; what is not told any more is not known any more.
     *
     * @param now by stream, then by group
     */
    public void lags(Map<String, Map<String, Long>> now) {
        lags.values().forEach(groups -> groups.values().forEach(lag -> lag.set(Double.NaN)));
        now.forEach((stream, groups) ->
                groups.forEach((group, lag) -> lags.computeIfAbsent(stream, any -> new ConcurrentHashMap<>())
                        .computeIfAbsent(group, any -> lagGauge(stream, group))
                        .set((double) lag)));
    }

    private AtomicReference<Double> lagGauge(String stream, String group) {
        AtomicReference<Double> lag = new AtomicReference<>(Double.NaN);
        registry.gauge("quotewell.stream.lag", Tags.of("stream", stream, "group", group), lag, AtomicReference::get);
        return lag;
    }

    /** A value that is asked for whenever somebody looks: {@code quotewell.<name>}. */
    public <T> void gauge(String name, T source, ToDoubleFunction<T> value) {
        registry.gauge("quotewell." + name, source, value);
    }

    private static String name(Result result) {
        return result.name().toLowerCase(Locale.ROOT);
    }
}
