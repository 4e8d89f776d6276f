package dev.quotewell.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** What a shell offers for a name: the files of a folder of {@code config/} when its completion script is made. */
abstract class Names implements Iterable<String> {

    private final Path folder;
    private final String ending;

    private Names(String folder, String ending) {
        this.folder = Path.of("config", folder);
        this.ending = ending;
    }

    /** Sorted; nothing where there is no such folder. */
    static List<String> in(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(ending) && !file.endsWith(".test.yaml"))
                    .map(file -> file.substring(0, file.length() - ending.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    @Override
    public Iterator<String> iterator() {
        return in(folder, ending).iterator();
    }

    static final class OfDatasets extends Names {
        OfDatasets() {
            super("datasets", ".schema.json");
        }
    }

    static final class OfProviders extends Names {
        OfProviders() {
            super("providers", ".yaml");
        }
    }

    static final class OfWatchlists extends Names {
        OfWatchlists() {
            super("watchlists", ".yaml");
        }
    }
}
