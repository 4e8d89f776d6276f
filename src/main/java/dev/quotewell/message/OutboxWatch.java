package dev.quotewell.message;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at our streams now and then, keeps what it saw, and tells the log when events pile up. Safe for many threads. */
public final class OutboxWatch {

    private static final Logger log = LoggerFactory.getLogger(OutboxWatch.class);

    private final StreamsView view;
    private final StreamNames names;
    private final OutboxPressure pressure;
    private final DoubleSupplier memory;
    private volatile Map<String, StreamState> states = Map.of();
    private volatile @Nullable StreamState outbox;

    /** @param memory the used part of what Redis may use; NaN when that is not known */
    public OutboxWatch(StreamsView view, StreamNames names, OutboxPressure pressure, DoubleSupplier memory) {
        this.view = view;
        this.names = names;
        this.pressure = pressure;
        this.memory = memory;
    }

    /** Looks anew; ends well also when Redis gives no answer: the level stays what it was. */
    public void sample() {
        try {
            StreamState events = view.lookAtPartitions(names.outbox());
            Map<String, StreamState> seen = new LinkedHashMap<>();
            seen.put(names.outbox(), events);
            for (String stream : names.whole()) {
                seen.put(stream, view.look(stream));
            }
            states = seen;
            outbox = events;
            double used = memory.getAsDouble();
            OutboxPressure.Sample sample = new OutboxPressure.Sample(events.length(), Double.isNaN(used) ? 0 : used);
            pressure.judge(sample).ifPresent(change -> tell(change, sample, events));
        } catch (StreamsUnavailableException e) {
            states = Map.of();
            outbox = null;
            log.debug("The streams could not be looked at: {}", e.getMessage());
        } catch (RuntimeException e) {
            // An exception would end the sampling for good.
            log.warn("The streams could not be looked at: {}", e.toString());
        }
    }

    private static void tell(OutboxPressure.Change change, OutboxPressure.Sample sample, StreamState events) {
        if (change.isRise()) {
            log.warn(
                    "The outbox holds {} events, Redis uses {} % of its memory{}: {}",
                    sample.entries(),
                    Math.round(sample.memory() * 100),
                    change.to() == OutboxPressure.Level.FULL ? ", and scheduled work waits" : "",
                    heldBackBy(events));
            return;
        }
        log.info(
                "The outbox holds {} events, Redis uses {} % of its memory: {}",
                sample.entries(),
                Math.round(sample.memory() * 100),
                change.to() == OutboxPressure.Level.CALM ? "the alarm is over" : "scheduled work goes on");
    }

    /** Who has not acknowledged how many, the last of them first: {@code events-kafka is 1200 behind (oldest 40 s)}. */
    static String heldBackBy(StreamState events) {
        String sinks = events.groups().stream()
                .filter(group -> group.unacknowledged() > 0)
                .sorted(Comparator.comparingLong(StreamState.Group::unacknowledged)
                        .reversed())
                .map(OutboxWatch::behind)
                .collect(Collectors.joining(", "));
        return sinks.isEmpty() ? "no sink holds events back" : sinks;
    }

    private static String behind(StreamState.Group group) {
        Duration oldest = Objects.requireNonNullElse(group.oldest(), Duration.ZERO);
        return group.name() + " is " + (group.lagIsAtLeast() ? "at least " : "") + group.unacknowledged()
                + " behind (oldest " + oldest.toSeconds() + " s)";
    }

    /** By name, as of the last sample; empty while Redis gives no answer. */
    public Map<String, StreamState> states() {
        return states;
    }

    public OutboxPressure pressure() {
        return pressure;
    }

    /** Why events wait, in a sentence. */
    public String story() {
        StreamState events = outbox;
        return events == null
                ? "The outbox could not be looked at"
                : "The outbox holds " + events.length() + " events: " + heldBackBy(events);
    }

    /** In seconds, of the oldest event that some sink has not acknowledged; 0 without one, NaN when not known. */
    public double ageSeconds() {
        StreamState events = outbox;
        if (events == null) {
            return Double.NaN;
        }
        Duration oldest = events.oldest();
        return oldest == null ? 0 : oldest.toMillis() / 1e3;
    }
}
