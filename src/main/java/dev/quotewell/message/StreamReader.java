package dev.quotewell.message;

import java.time.Duration;
import java.util.List;

/**
 * A consumer of a group on one stream, with a connection of its own. For one thread, but {@link #done} may be called
 * by any. Every method ends with {@link StreamsUnavailableException} when the streams give no answer: try again later.
 */
public interface StreamReader extends AutoCloseable {

    /** New entries, at most {@code count}; waits up to {@code block} for the first. */
    List<StreamEntry> next(int count, Duration block);

    /** Entries that some consumer of the group was given and did not finish for {@code idle}; now they are ours. */
    List<StreamEntry> claim(Duration idle, int count);

    /** Acknowledges the entry and takes it out of the stream: it is worked off. */
    void done(StreamEntry entry);

    @Override
    void close();
}
