package dev.quotewell.message;

import java.util.List;
import java.util.Optional;

/**
 * Looks at streams without taking part in them. Waits for Redis, in several bounded steps, so it is not for a thread
 * that serves others. All throw {@link StreamsUnavailableException}. Safe for many threads.
 */
public interface StreamsView {

    /** What comes before the id of any entry. */
    String BEGINNING = "0-0";

    /** How it stands; without entries and groups where there is no such stream. */
    StreamState look(String stream);

    /** The same for all partitions of a stream together. */
    StreamState lookAtPartitions(String stream);

    /**
     * The entries after an id, oldest first.
     *
     * @param mostBytes longer values are cut; of a whole value see {@link #find}
     */
    List<KeptEntry> after(String stream, String id, int count, int mostBytes);

    /** The whole entry of this id. */
    Optional<KeptEntry> find(String stream, String id);

    /** The id of the newest entry, or {@link #BEGINNING}. */
    String newest(String stream);
}
