package dev.quotewell.message;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.quotewell.message.Request.Priority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code config/watchlists/<name>.yaml}: what is asked for again and again. */
public record Watchlist(String dataset, List<String> keys) {

    /** Small enough that the instances share the work, large enough that a message is worth its way. */
    private static final int KEYS_PER_REQUEST = 20;

    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private record Fields(
            @Nullable String dataset, @Nullable List<String> keys) {}

    public Watchlist {
        keys = List.copyOf(keys);
    }

    /** @throws IllegalArgumentException the file is missing or wrong; it says where */
    public static Watchlist read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + ": there is no such watchlist");
        }
        try {
            Fields fields = YAML.readValue(file.toFile(), Fields.class);
            if (fields == null
                    || fields.dataset() == null
                    || fields.keys() == null
                    || fields.keys().isEmpty()
                    || fields.keys().contains(null)) {
                throw new IllegalArgumentException(file + ": must hold a dataset and at least one of keys");
            }
            return new Watchlist(fields.dataset(), fields.keys());
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read as a watchlist: " + e.getMessage(), e);
        }
    }

    /** @param id begins the ids of the requests; the same id makes the same requests */
    public List<Request> requests(String id) {
        List<Request> requests = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += KEYS_PER_REQUEST) {
            List<String> part = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_REQUEST));
            requests.add(new Request(id + "/" + from / KEYS_PER_REQUEST, dataset, part, Priority.SCHEDULED, null));
        }
        return requests;
    }
}
