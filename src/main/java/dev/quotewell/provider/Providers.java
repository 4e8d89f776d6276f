package dev.quotewell.provider;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The providers of a folder of {@code *.yaml} files, each named after its file. Safe for many threads. */
@SuppressWarnings("DoNotCallSuggester")
public final class Providers {

    private final SortedMap<String, Provider> providers;

    Providers(SortedMap<String, Provider> providers) {
        this.providers = Collections.unmodifiableSortedMap(new TreeMap<>(providers));
    }

    /** Throws {@link ConfigurationFaultsException} with the faults of all files. */
    public static Providers read(Path folder, Datasets datasets) {
        throw new UnsupportedOperationException(folder + " " + datasets.names());
    }

    public Optional<Provider> find(String name) {
        return Optional.ofNullable(providers.get(name));
    }

    public Collection<Provider> all() {
        return providers.values();
    }
}
