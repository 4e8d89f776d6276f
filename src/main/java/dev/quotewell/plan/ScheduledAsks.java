package dev.quotewell.plan;

import dev.quotewell.budget.Priority;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CacheObserver.Result;
import dev.quotewell.cache.RequestDirectives;
import dev.quotewell.market.Ticks;
import dev.quotewell.message.Request;
import dev.quotewell.provider.DatasetKey;
import dev.quotewell.traffic.Ask;
import dev.quotewell.traffic.Configured;
import dev.quotewell.traffic.Recording;
import dev.quotewell.traffic.Setup;
import dev.quotewell.traffic.Traffic;
import dev.quotewell.yaml.ConfigurationFaultsException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the schedules of a configuration ask for. Those that ran as they stand there are replayed as they were recorded;
 * of the others, the recorded look-ups are left out, and those of each tick of the new cron are put in their place.
 */
final class ScheduledAsks {

    /** More would not fit into memory, and nobody who means it asks so often. */
    private static final long MOST = 5_000_000;

    private final Recording recording;
    private final Map<String, Setup.Schedule> schedules;
    private final Catalog catalog;
    private final List<Traffic> asks = new ArrayList<>();
    private int group = Integer.MAX_VALUE;

    private ScheduledAsks(Recording recording, Setup setup, Catalog catalog) {
        this.recording = recording;
        this.schedules = setup.schedules();
        this.catalog = catalog;
    }

    /**
     * The recorded traffic, with what these schedules would have asked for.
     *
     * @throws ConfigurationFaultsException they ask for too much
     */
    static List<Traffic> in(Recording recording, Setup setup, Catalog catalog) {
        Set<String> changed = changed(recording, setup);
        changed.removeAll(unknown(recording, setup));
        if (changed.isEmpty()) {
            return recording.traffic();
        }
        ScheduledAsks made = new ScheduledAsks(recording, setup, catalog);
        recording.traffic().stream()
                .filter(each ->
                        !(each instanceof Ask ask && ask.schedule() != null && changed.contains(ask.schedule())))
                .forEach(made.asks::add);
        changed.forEach(made::ask);
        made.asks.sort(Comparator.comparing(Traffic::at));
        return made.asks;
    }

    /** Those that ask for something that no watchlist tells, and that are not as they ran: they are replayed all the same. */
    static Set<String> unknown(Recording recording, Setup setup) {
        Set<String> unknown = new TreeSet<>();
        for (String name : changed(recording, setup)) {
            List<Setup.Schedule> all = new ArrayList<>(
                    Optional.ofNullable(setup.schedules().get(name)).stream().toList());
            ran(recording)
                    .forEach(before ->
                            Optional.ofNullable(before.schedules().get(name)).ifPresent(all::add));
            if (all.stream().anyMatch(schedule -> schedule.keys().isEmpty())) {
                unknown.add(name);
            }
        }
        return unknown;
    }

    private static List<Setup> ran(Recording recording) {
        return recording.traffic().stream()
                .filter(Configured.class::isInstance)
                .map(configured -> ((Configured) configured).setup())
                .distinct()
                .toList();
    }

    /** Those that are, or that are otherwise, on one side only. */
    private static Set<String> changed(Recording recording, Setup setup) {
        Set<String> changed = new TreeSet<>();
        for (Setup before : ran(recording)) {
            Set<String> names = new TreeSet<>(before.schedules().keySet());
            names.addAll(setup.schedules().keySet());
            names.removeIf(name -> Optional.ofNullable(before.schedules().get(name))
                    .equals(Optional.ofNullable(setup.schedules().get(name))));
            changed.addAll(names);
        }
        return changed;
    }

    private void ask(String name) {
        Setup.Schedule schedule = schedules.get(name);
        if (schedule == null) {
            return;
        }
        Instant end = recording.traffic().get(recording.traffic().size() - 1).at();
        // Parsed once: they are asked for at each tick.
        List<List<DatasetKey>> messages = Request.scheduled(name, schedule.dataset(), schedule.keys()).stream()
                .map(message -> catalog.keys(schedule.dataset(), message.keys()))
                .toList();
        for (Instant tick : ticks(name, schedule, end)) {
            for (int i = 0; i < messages.size(); i++) {
                Instant due = tick.plus(schedule.spread().multipliedBy(i).dividedBy(messages.size()));
                if (!due.isAfter(end)) {
                    ask(name, catalog.lookedUp(messages.get(i), due), due);
                }
            }
        }
    }

    /** Those of the time of the recording. */
    private List<Instant> ticks(String name, Setup.Schedule schedule, Instant end) {
        Ticks ticks = catalog.ticks(schedule);
        List<Instant> found = new ArrayList<>();
        Optional<Instant> tick = ticks.next(recording.traffic().get(0).at().minusMillis(1));
        while (tick.isPresent() && !tick.get().isAfter(end)) {
            found.add(tick.get());
            if ((long) found.size() * schedule.keys().size() > MOST) {
                throw new ConfigurationFaultsException(List.of("schedule:" + name + " with the cron " + schedule.cron()
                        + " asks for more than " + MOST + " keys in the time of the recording, allowed are so many"));
            }
            tick = ticks.next(tick.get());
        }
        return found;
    }

    private void ask(String name, List<CacheKey> keys, Instant due) {
        group--;
        keys.forEach(key -> asks.add(ask(name, key, keys.size() == 1 ? 0 : group, due)));
    }

    /** What came of it is for the simulation to tell. */
    private static Ask ask(String schedule, CacheKey key, int group, Instant due) {
        return new Ask(
                due,
                key,
                group,
                Priority.SCHEDULED,
                Ask.SCHEDULE + schedule,
                RequestDirectives.NONE,
                Result.MISS,
                null,
                null,
                Duration.ZERO,
                null,
                null);
    }
}
