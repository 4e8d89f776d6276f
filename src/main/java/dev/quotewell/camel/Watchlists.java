package dev.quotewell.camel;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.quotewell.message.Request;
import dev.quotewell.message.Request.Priority;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/**
 * The bean {@code watchlists}: turns {@code config/watchlists/<name>.yaml} ({@code dataset}, {@code keys}) into request
 * messages. The file is read at every tick, so an edit holds from the next one on. Safe for many threads.
 */
public final class Watchlists {

    /** Small enough that the instances share the work, large enough that a message is worth its way. */
    private static final int KEYS_PER_REQUEST = 20;

    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private record Watchlist(String dataset, List<String> keys) {}

    private final Path directory;

    public Watchlists(Path directory) {
        this.directory = directory;
    }

    /**
     * The messages of one tick; their ids tell the tick, so that the same tick makes the same messages everywhere.
     *
     * @throws IllegalArgumentException the file is missing or wrong; it says where
     */
    public List<byte[]> requests(String name, Date scheduled) {
        Watchlist watchlist = read(name);
        List<byte[]> messages = new ArrayList<>();
        Instant tick = scheduled.toInstant();
        List<String> keys = watchlist.keys();
        for (int from = 0; from < keys.size(); from += KEYS_PER_REQUEST) {
            List<String> part = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_REQUEST));
            String id = "schedule/" + name + "/" + tick + "/" + from / KEYS_PER_REQUEST;
            messages.add(new Request(id, watchlist.dataset(), part, Priority.SCHEDULED, null).toJson());
        }
        return messages;
    }

    private Watchlist read(String name) {
        Path file = directory.resolve(name + ".yaml");
        try {
            Watchlist watchlist = YAML.readValue(file.toFile(), Watchlist.class);
            if (watchlist.dataset() == null
                    || watchlist.keys() == null
                    || watchlist.keys().isEmpty()) {
                throw new IllegalArgumentException(file + ": must hold a dataset and at least one of keys");
            }
            return watchlist;
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read as a watchlist: " + e.getMessage(), e);
        }
    }
}
