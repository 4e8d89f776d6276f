package dev.quotewell.message;

import java.time.Instant;
import java.util.Map;

/**
 * An entry as it lies in its stream, for one who looks and takes nothing.
 *
 * @param fields values may be cut where the reader asked for it
 * @param bodyBytes how long the field {@code body} is, uncut; 0 without one
 */
public record KeptEntry(String id, Map<String, byte[]> fields, long bodyBytes) {

    public KeptEntry {
        fields = Map.copyOf(fields);
    }

    /** When it was added, by Redis' clock. */
    public Instant added() {
        int dash = id.indexOf('-');
        return Instant.ofEpochMilli(Long.parseLong(dash < 0 ? id : id.substring(0, dash)));
    }
}
