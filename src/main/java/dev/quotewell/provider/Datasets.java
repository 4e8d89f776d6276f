package dev.quotewell.provider;

import dev.quotewell.yaml.ConfigurationFaultsException;
import dev.quotewell.yaml.Folder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The datasets of a folder of {@code *.schema.json} files. Safe for many threads. */
public final class Datasets {

    private volatile SortedMap<String, Dataset> datasets;

    Datasets(SortedMap<String, Dataset> datasets) {
        this.datasets = Collections.unmodifiableSortedMap(new TreeMap<>(datasets));
    }

    /** Throws {@link ConfigurationFaultsException} with the faults of all files. */
    public static Datasets read(Path folder) {
        List<String> faults = new ArrayList<>();
        SortedMap<String, Dataset> datasets = new TreeMap<>();
        for (Path file : Folder.files(folder, DatasetFile.SUFFIX, faults)) {
            DatasetFile.read(file, faults).ifPresent(dataset -> datasets.put(dataset.name(), dataset));
        }
        if (!faults.isEmpty()) {
            throw new ConfigurationFaultsException(faults);
        }
        return new Datasets(datasets);
    }

    /** From now on it holds what the other holds, for all who have it. */
    public void become(Datasets other) {
        datasets = other.datasets;
    }

    public Optional<Dataset> find(String name) {
        return Optional.ofNullable(datasets.get(name));
    }

    public SortedSet<String> names() {
        return new TreeSet<>(datasets.keySet());
    }
}
