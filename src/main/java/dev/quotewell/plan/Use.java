package dev.quotewell.plan;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a configuration makes of the traffic: by dataset, and by provider and day. */
public record Use(
        Map<String, OfDataset> datasets, Map<ProviderDay, OfProvider> providers, Map<String, Long> schedules) {

    public Use {
        datasets = Collections.unmodifiableMap(new TreeMap<>(datasets));
        providers = Collections.unmodifiableMap(new TreeMap<>(providers));
        schedules = Collections.unmodifiableMap(new TreeMap<>(schedules));
    }

    /**
     * Look-ups of a dataset.
     *
     * @param hits answered from the cache without waiting: fresh, stale while another is loaded, or known to be unknown
     * @param stale answered with a stale record, with or without waiting
     * @param errors not answered
     * @param refused those of them for which no budget was left
     * @param loads keys that were loaded, with or without anybody waiting
     * @param calls HTTP requests to providers
     * @param ageP50 of the records that were answered, at that moment; zero if there were none
     */
    public record OfDataset(
            long lookUps,
            long hits,
            long stale,
            long errors,
            long refused,
            long loads,
            long calls,
            Duration ageP50,
            Duration ageP99) {

        public static final OfDataset NONE = new OfDataset(0, 0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO);

        /** From 0 to 1. */
        public double hitRatio() {
            return lookUps == 0 ? 0 : (double) hits / lookUps;
        }
    }

    /** A day of a provider, in UTC. */
    public record ProviderDay(String provider, LocalDate day) implements Comparable<ProviderDay> {

        @Override
        public int compareTo(ProviderDay other) {
            return Comparator.comparing(ProviderDay::provider)
                    .thenComparing(ProviderDay::day)
                    .compare(this, other);
        }
    }

    /**
     * Calls of a provider on a day.
     *
     * @param refused calls that its budget did not grant
     * @param fills how full its windows were at most
     */
    public record OfProvider(long calls, long refused, List<Fill> fills) {

        public static final OfProvider NONE = new OfProvider(0, 0, List.of());

        public OfProvider {
            fills = List.copyOf(fills);
        }
    }

    /**
     * A window of a budget.
     *
     * @param length how long it is as a rule
     * @param limit of all keys together
     * @param most what was used of it at most
     */
    public record Fill(String window, Duration length, long limit, long most) {

        public double share() {
            return (double) most / limit;
        }
    }
}
