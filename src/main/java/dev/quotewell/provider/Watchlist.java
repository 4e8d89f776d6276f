package dev.quotewell.provider;

import dev.quotewell.yaml.ConfigurationFaultsException;
import dev.quotewell.yaml.Folder;
import dev.quotewell.yaml.Section;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code config/watchlists/<name>.yaml}: keys of a dataset that are asked for again and again. */
public record Watchlist(String dataset, List<String> keys) {

    public Watchlist {
        keys = List.copyOf(keys);
    }

    /** @throws ConfigurationFaultsException the file is missing or wrong; it says where, and what is allowed */
    public static Watchlist read(Path file, Datasets datasets) {
        List<String> faults = new ArrayList<>();
        if (!Files.isRegularFile(file)) {
            throw new ConfigurationFaultsException(
                    List.of(file + ": there is no such watchlist, allowed is one of " + others(file)));
        }
        Watchlist watchlist = Section.read(file, faults)
                .map(section -> read(section, datasets))
                .orElse(new Watchlist("", List.of()));
        if (!faults.isEmpty()) {
            throw new ConfigurationFaultsException(faults);
        }
        return watchlist;
    }

    private static String others(Path file) {
        return Folder.files(file.resolveSibling("").toAbsolutePath(), ".yaml", new ArrayList<>()).stream()
                .map(other -> other.getFileName().toString().replaceFirst("\\.yaml$", ""))
                .collect(Collectors.joining(", "));
    }

    private static Watchlist read(Section file, Datasets datasets) {
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
