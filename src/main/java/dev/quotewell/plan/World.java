package dev.quotewell.plan;

import dev.quotewell.budget.Budgets;
import dev.quotewell.budget.Cost;
import dev.quotewell.budget.Decision;
import dev.quotewell.budget.KeyId;
import dev.quotewell.budget.Priority;
import dev.quotewell.load.Breakers;
import dev.quotewell.traffic.Setup;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** What the loads of one simulation share. */
record World(
        SimulatedTime time,
        Budgets budgets,
        Breakers breakers,
        Catalog catalog,
        Behaviour behaviour,
        RandomGenerator random,
        Tally tally) {

    /** The count is in memory: its answer is there at once. */
    Decision take(String provider, Setup.Source source, Priority priority, Cost cost) {
        return budgets.take(provider, source.budget(), ids(source.keys()), priority, cost)
                .toCompletableFuture()
                .join();
    }

    private static List<String> ids(int keys) {
        return keys == 1
                ? List.of(KeyId.NO_KEY)
                : IntStream.range(0, keys)
                        .mapToObj(key -> String.format("%08x", key))
                        .toList();
    }
}
