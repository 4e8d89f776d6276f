package dev.quotewell.message;

import dev.quotewell.json.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Changes that are made together, and only when all conditions among them hold: the reply of a message, its state, and
 * its acknowledgement. {@link Streams#commit} makes them.
 *
 * <p>Steps are collected while a message is worked on, possibly by several threads, and made at its end. Names of streams
 * and states are whole names in Redis, prefix included.
 */
public final class Commit {

    /** One change, or the condition for all of them. */
    public sealed interface Step {

        /** Which key it is about. */
        String key();

        /** Condition: nobody else has this id in work, and it is not done. */
        record StillMine(String key, String token) implements Step {}

        /** The id is done, and remembered so for the retention. */
        record Done(String key, Duration retention) implements Step {}

        /**
         * Adds an entry.
         *
         * @param maxLength about how many entries the stream keeps; 0 keeps all
         */
        record Append(String key, Map<String, byte[]> fields, long maxLength) implements Step {
            public Append {
                fields = Map.copyOf(fields);
            }
        }

        /** Condition and change: the group was given the entry and nobody has acknowledged it; now it is. */
        record Acknowledge(String key, String group, String entryId) implements Step {}

        /** Condition and change: the entry is in the stream; now it is not. */
        record Take(String key, String entryId) implements Step {}

        /** Condition and change: nothing has this name; now this text has, for a time. */
        record PutNew(String key, Payload value, Duration keep) implements Step {}

        /** Writes over what has this name, for a time; nothing where nothing has it. */
        record Replace(String key, Payload value, Duration keep) implements Step {}

        /** Condition and change: the number under this name, if any, is smaller; now it is this. Kept for ever. */
        record Advance(String key, long number) implements Step {}
    }

    private final List<Step> steps = new ArrayList<>();

    public synchronized Commit add(Step step) {
        steps.add(step);
        return this;
    }

    /** In the order in which they were added. */
    public synchronized List<Step> steps() {
        return List.copyOf(steps);
    }
}
