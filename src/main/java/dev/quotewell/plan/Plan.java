package dev.quotewell.plan;

import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.Provider;
import dev.quotewell.traffic.Configured;
import dev.quotewell.traffic.Recording;
import dev.quotewell.traffic.Setup;
import dev.quotewell.traffic.Traffic;
import dev.quotewell.yaml.ConfigurationFaultsException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares what ran, or what stands in some files, with what stands in others. */
public final class Plan {

    /** A configuration: what decides, and the datasets, providers and markets it speaks of. */
    public record Side(Setup setup, Catalog catalog) {}

    private Plan() {}

    /** The configuration that ran last. */
    public static Setup recorded(Recording recording) {
        Setup last = null;
        for (Traffic each : recording.traffic()) {
            last = each instanceof Configured configured ? configured.setup() : last;
        }
        return Objects.requireNonNull(last, "a recording begins with a configuration");
    }

    /**
     * How a provider of the files is called.
     *
     * @param limited whether budgets count
     * @param before how it was called when it was recorded; null if there was no such provider
     * @param real whether the providers' own hosts are called
     * @param enabled whether the files enable it
     */
    public static Setup.Source source(
            Provider provider, boolean limited, Setup.@Nullable Source before, boolean real, boolean enabled) {
        ApiBudget budget = limited ? provider.apiBudget() : ApiBudget.NONE;
        if (before == null) {
            return new Setup.Source(budget, enabled, 1);
        }
        // Of one that ships disabled it is not known whether there is a key: somebody who enables it will have one.
        boolean newlyEnabled = real && enabled && provider.disabled().isPresent();
        boolean called = real ? enabled && (before.called() || newlyEnabled) : before.called();
        return new Setup.Source(budget, called, before.keys());
    }

    /**
     * Simulates both, at the same time.
     *
     * @param now null for what ran
     * @param progress is told how many of 100 parts are done, by two threads
     * @throws ConfigurationFaultsException schedules ask for more than can be simulated
     */
    public static Comparison compare(Recording recording, @Nullable Side now, Side then, IntConsumer progress) {
        AtomicInteger done = new AtomicInteger();
        // Each tells each of its hundred parts once.
        IntConsumer either = part -> progress.accept(done.incrementAndGet() / 2);
        CompletableFuture<Use> before = CompletableFuture.supplyAsync(() -> now == null
                ? Simulation.asRecorded(recording, then.catalog(), either)
                : Simulation.with(now.setup(), recording, now.catalog(), either));
        Use after = Simulation.with(then.setup(), recording, then.catalog(), either);
        try {
            return new Comparison(Tally.of(recording), before.join(), after);
        } catch (CompletionException e) {
            throw e.getCause() instanceof ConfigurationFaultsException faults ? faults : e;
        }
    }

    /**
     * The schedules that were changed and whose look-ups are replayed as they were all the same: nobody knows what they ask
     * for.
     */
    public static Set<String> replayedSchedules(Recording recording, Side side) {
        return ScheduledAsks.unknown(recording, side.setup());
    }

    /**
     * The providers that come at another place among those that are called, or are new, and that are not called
     * themselves: whoever moved them would look in vain for a difference. By their dataset.
     *
     * @param before what ran, or what the side is compared with
     */
    public static SortedMap<String, List<String>> passedOver(Setup before, Side side) {
        SortedMap<String, List<String>> passedOver = new TreeMap<>();
        side.setup().steps().forEach((dataset, step) -> {
            Setup.Step old = before.steps().get(dataset);
            List<String> order = old == null ? List.of() : old.providers();
            List<String> moved = step.providers().stream()
                    .filter(provider -> !isCalled(side.setup(), provider))
                    .filter(provider -> !order.contains(provider)
                            || !calledBefore(provider, order, side.setup())
                                    .equals(calledBefore(provider, step.providers(), side.setup())))
                    .toList();
            if (!moved.isEmpty()) {
                passedOver.put(dataset, moved);
            }
        });
        return passedOver;
    }

    private static boolean isCalled(Setup setup, String provider) {
        Setup.Source source = setup.sources().get(provider);
        return source != null && source.called();
    }

    private static Set<String> calledBefore(String provider, List<String> order, Setup setup) {
        return order.subList(0, order.indexOf(provider)).stream()
                .filter(other -> isCalled(setup, other))
                .collect(Collectors.toSet());
    }

    /** The datasets that were asked for and that the files have no step for: their look-ups are left out. */
    public static Set<String> leftOut(Recording recording, Side side) {
        return Simulation.unknown(recording, side.setup().steps());
    }
}
