package dev.quotewell.camel;

import dev.quotewell.message.Request;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.Watchlist;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The bean {@code watchlists}: turns {@code config/watchlists/<name>.yaml} ({@code dataset}, {@code keys}) into request
 * messages. The file is read at every tick, so an edit holds from the next one on. Safe for many threads.
 */
public final class Watchlists {

    private final Path directory;
    private final Datasets datasets;

    public Watchlists(Path directory, Datasets datasets) {
        this.directory = directory;
        this.datasets = datasets;
    }

    /**
     * The messages of one tick; their ids tell the tick, so that the same tick makes the same messages everywhere.
     *
     * @throws dev.quotewell.yaml.ConfigurationFaultsException the file is missing or wrong; it says where, and what is
     *     allowed
     */
    public List<byte[]> requests(String name, Instant tick) {
        Watchlist watchlist = Watchlist.read(directory.resolve(name + ".yaml"), datasets);
        return Request.scheduled("schedule/" + name + "/" + tick, watchlist.dataset(), watchlist.keys()).stream()
                .map(Request::toJson)
                .toList();
    }
}
