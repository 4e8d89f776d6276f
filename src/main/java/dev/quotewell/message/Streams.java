package dev.quotewell.message;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The streams that carry messages. Safe for many threads. */
public interface Streams {

    /**
     * Adds an entry and returns its id once it is there.
     *
     * @param maxLength about how many entries the stream keeps, beside those that a group still needs; 0 keeps all
     * @throws StreamsUnavailableException it may have been added or not: try again
     */
    String append(String stream, Map<String, byte[]> fields, long maxLength);

    /**
     * Makes all the changes, or none when one of their conditions does not hold.
     *
     * <p>In a Redis Cluster only what lies in one slot is one step: the changes are then made slot by slot in their order,
     * so that what a crash leaves undone are the last ones.
     *
     * @return whether they were made; fails with {@link StreamsUnavailableException} when that is not known
     */
    CompletionStage<Boolean> commit(Commit commit);

    /** Remembers, for a day, that work on an entry failed, for the history of its dead letter. */
    void failed(StreamEntry entry, String how);

    /** How work on an entry failed so far, in order. */
    List<String> failures(StreamEntry entry);

    /**
     * The number under a name, as {@link Commit.Step.Advance} keeps it; empty where there is none. Fails with
     * {@link StreamsUnavailableException}.
     */
    CompletionStage<Optional<Long>> number(String key);

    /**
     * Whether the stream holds an entry, waiting or in work, with this text in a field. A stream of more than 10,000
     * entries is taken to hold one: it is far from being worked off.
     */
    boolean holds(String stream, String field, String text);

    /** Opens a consumer; the group is made, from the stream's beginning, where it is missing. */
    StreamReader reader(String stream, String group, String consumer);

    /**
     * Takes or keeps the sole right to read a stream in order, for as long as {@code lease}.
     *
     * @return whether {@code owner} has it
     */
    boolean own(String stream, String owner, Duration lease);

    /** Gives the right back, if {@code owner} has it. */
    void disown(String stream, String owner);

    /** The names of a stream's partitions, in their order. */
    List<String> partitions(String stream);
}
