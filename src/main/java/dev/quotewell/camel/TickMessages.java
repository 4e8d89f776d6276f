package dev.quotewell.camel;

import dev.quotewell.message.Commit;
import dev.quotewell.message.StreamEntry;
import dev.quotewell.message.Streams;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a tick adds to streams: each entry tells its schedule, and when it is due where they are spread.
 *
 * <p>An entry is in its stream until it was worked off, whatever crashes; so a look for the schedule's name in the stream
 * tells whether an earlier tick is done, and no count can go wrong.
 */
final class TickMessages {

    private final Schedule schedule;
    private final Streams streams;

    TickMessages(Schedule schedule, Streams streams) {
        this.schedule = schedule;
        this.streams = streams;
    }

    /** The steps of a tick; empty when messages of an earlier one stand in its way. */
    Optional<Commit> of(Instant tick, Commit made, Instant now) {
        List<Commit.Step.Append> appends = new ArrayList<>();
        Commit others = new Commit();
        for (Commit.Step step : made.steps()) {
            if (step instanceof Commit.Step.Append append) {
                appends.add(append);
            } else {
                others.add(step);
            }
        }
        if (!schedule.queue() && isInTheWay(appends)) {
            return Optional.empty();
        }
        // A tick that is run late does not make up for it by sending all at once.
        Instant first = tick.isAfter(now.minus(schedule.grace())) ? tick : now;
        for (int i = 0; i < appends.size(); i++) {
            Commit.Step.Append append = appends.get(i);
            Instant due = first.plus(schedule.spread().multipliedBy(i).dividedBy(appends.size()));
            others.add(new Commit.Step.Append(append.key(), fields(append.fields(), due), append.maxLength()));
        }
        return Optional.of(others);
    }

    private boolean isInTheWay(List<Commit.Step.Append> appends) {
        return appends.stream()
                .map(Commit.Step.Append::key)
                .distinct()
                .anyMatch(stream -> streams.holds(stream, StreamEntry.SCHEDULE, schedule.name()));
    }

    private Map<String, byte[]> fields(Map<String, byte[]> fields, Instant due) {
        Map<String, byte[]> all = new HashMap<>(fields);
        all.put(StreamEntry.SCHEDULE, bytes(schedule.name()));
        if (!schedule.spread().isZero()) {
            all.putIfAbsent(StreamEntry.DUE, bytes(Long.toString(due.toEpochMilli())));
        }
        return all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
