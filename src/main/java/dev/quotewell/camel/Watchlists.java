package dev.quotewell.camel;

import dev.quotewell.message.Request;
import dev.quotewell.message.Request.Priority;
import dev.quotewell.provider.Dataset;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.InvalidKeyException;
import dev.quotewell.yaml.ConfigurationFaultsException;
import dev.quotewell.yaml.Section;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bean {@code watchlists}: turns {@code config/watchlists/<name>.yaml} ({@code dataset}, {@code keys}) into request
 * messages. The file is read at every tick, so an edit holds from the next one on. Safe for many threads.
 */
public final class Watchlists {

    /** Small enough that the instances share the work, large enough that a message is worth its way. */
    private static final int KEYS_PER_REQUEST = 20;

    private record Watchlist(String dataset, List<String> keys) {}

    private final Path directory;
    private final Datasets datasets;

    public Watchlists(Path directory, Datasets datasets) {
        this.directory = directory;
        this.datasets = datasets;
    }

    /**
     * The messages of one tick; their ids tell the tick, so that the same tick makes the same messages everywhere.
     *
     * @throws ConfigurationFaultsException the file is missing or wrong; it says where, and what is allowed
     */
    public List<byte[]> requests(String name, Instant tick) {
        Watchlist watchlist = read(directory.resolve(name + ".yaml"));
        List<byte[]> messages = new ArrayList<>();
        List<String> keys = watchlist.keys();
        for (int from = 0; from < keys.size(); from += KEYS_PER_REQUEST) {
            List<String> part = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_REQUEST));
            String id = "schedule/" + name + "/" + tick + "/" + from / KEYS_PER_REQUEST;
            messages.add(new Request(id, watchlist.dataset(), part, Priority.SCHEDULED, null).toJson());
        }
        return messages;
    }

    private Watchlist read(Path file) {
        List<String> faults = new ArrayList<>();
        Watchlist watchlist = Section.read(file, faults).map(this::watchlist).orElse(new Watchlist("", List.of()));
        if (!faults.isEmpty()) {
            throw new ConfigurationFaultsException(faults);
        }
        return watchlist;
    }

    private Watchlist watchlist(Section file) {
        String names = "one of " + String.join(", ", datasets.names());
        String name = file.text("dataset", names);
        Optional<Dataset> dataset = datasets.find(name);
        if (dataset.isEmpty() && !name.isEmpty()) {
            file.fault("dataset", "found " + name + " in dataset, allowed is " + names);
        }
        List<String> keys = file.texts("keys");
        if (keys.isEmpty()) {
            file.fault("keys", "found no keys, allowed is a list of at least one");
        }
        dataset.ifPresent(known -> keys.forEach(key -> check(file, known, key)));
        file.end();
        return new Watchlist(name, keys);
    }

    private static void check(Section file, Dataset dataset, String key) {
        try {
            dataset.key(key);
        } catch (InvalidKeyException e) {
            file.fault(
                    "keys", "found " + key + " in keys, allowed are keys of " + dataset.name() + ": " + e.getMessage());
        }
    }
}
