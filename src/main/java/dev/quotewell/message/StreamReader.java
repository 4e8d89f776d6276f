package dev.quotewell.message;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A consumer of a group on one stream. {@link #next} and {@link #claim} are for one thread, the others for any. Every
 * method ends with {@link StreamsUnavailableException} when the streams give no answer: try again later.
 */
public interface StreamReader extends AutoCloseable {

    /** New entries, at most {@code count}; waits up to {@code block} for the first. */
    List<StreamEntry> next(int count, Duration block);

    /** Entries that some consumer of the group was given and did not finish for {@code idle}; now they are ours. */
    List<StreamEntry> claim(Duration idle, int count);

    /**
     * Acknowledges the entries; what no group of the stream needs any more leaves it.
     *
     * @param groups that must have them, too, though one of them may not have begun to read yet
     */
    void done(List<StreamEntry> entries, Set<String> groups);

    /** Says that these entries are still in work here, so that nobody claims them. */
    void keep(List<StreamEntry> entries);

    /** Gives entries back without waiting: another consumer may claim them at once. */
    void handBack(List<StreamEntry> entries);

    @Override
    void close();
}
