package dev.quotewell.provider;

import dev.quotewell.yaml.ConfigurationFaultsException;
import dev.quotewell.yaml.Folder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The providers of a folder of {@code *.yaml} files, each named after its file. Safe for many threads. */
public final class Providers {

    private final SortedMap<String, Provider> providers;

    Providers(SortedMap<String, Provider> providers) {
        this.providers = Collections.unmodifiableSortedMap(new TreeMap<>(providers));
    }

    /** Throws {@link ConfigurationFaultsException} with the faults of all files. */
    public static Providers read(Path folder, Datasets datasets) {
        List<String> faults = new ArrayList<>();
        SortedMap<String, Provider> providers = new TreeMap<>();
        for (Path file : Folder.files(folder, ProviderFile.SUFFIX, faults)) {
            ProviderFile.read(file, datasets, faults).ifPresent(provider -> providers.put(provider.name(), provider));
        }
        if (!faults.isEmpty()) {
            throw new ConfigurationFaultsException(faults);
        }
        return new Providers(providers);
    }

    /** These, and of {@code others} those whose names are not among them. */
    public Providers and(Providers others) {
        SortedMap<String, Provider> both = new TreeMap<>(others.providers);
        both.putAll(providers);
        return new Providers(both);
    }

    public Optional<Provider> find(String name) {
        return Optional.ofNullable(providers.get(name));
    }

    public Collection<Provider> all() {
        return providers.values();
    }
}
