package dev.quotewell.camel;

import dev.quotewell.message.Request;
import dev.quotewell.message.Watchlist;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;

/**
 * The bean {@code watchlists}: turns {@code config/watchlists/<name>.yaml} into request messages. The file is read at
 * every tick, so an edit holds from the next one on. Safe for many threads.
 */
public final class Watchlists {

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
        Watchlist watchlist = Watchlist.read(directory.resolve(name + ".yaml"));
        return watchlist.requests("schedule/" + name + "/" + scheduled.toInstant()).stream()
                .map(Request::toJson)
                .toList();
    }
}
