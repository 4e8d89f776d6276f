package dev.quotewell.lint;

import dev.quotewell.market.Markets;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.Providers;
import dev.quotewell.provider.Watchlist;
import dev.quotewell.yaml.ConfigurationFaultsException;
import dev.quotewell.yaml.Folder;
import dev.quotewell.yaml.YamlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * The datasets, providers, markets and watchlists of a configuration, as far as they can be read.
 *
 * @param datasets null where one of them is wrong; providers and watchlists cannot be read then either
 * @param watchlists those without a fault
 * @param watchlistNames of all files, wrong ones too
 * @param providerRoutes the routes that the provider files make, by the files' names and {@code datasets}
 */
record ConfigFiles(
        @Nullable Datasets datasets,
        @Nullable Providers providers,
        @Nullable Markets markets,
        Map<String, Watchlist> watchlists,
        Set<String> watchlistNames,
        Set<String> providerRoutes,
        List<Path> files,
        List<Fault> faults) {

    private static final String YAML = ".yaml";
    private static final Pattern MISSING = Pattern.compile("found no (?:[\\w-]+\\.)*([\\w-]+),");
    private static final String SCHEMA = ".schema.json";

    ConfigFiles {
        watchlists = Map.copyOf(watchlists);
        watchlistNames = Set.copyOf(watchlistNames);
        providerRoutes = Set.copyOf(providerRoutes);
        files = List.copyOf(files);
        faults = List.copyOf(faults);
    }

    static ConfigFiles read(Path config, Lines lines) {
        List<String> told = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        List<Path> files = new ArrayList<>(Folder.files(config.resolve("datasets"), SCHEMA, new ArrayList<>()));
        files.addAll(Folder.files(config.resolve("markets"), YAML, new ArrayList<>()));

        Datasets datasets = attempt(() -> Datasets.read(config.resolve("datasets")), told);
        Markets markets = attempt(() -> Markets.read(config.resolve("markets")), told);
        Providers providers =
                datasets == null ? null : attempt(() -> Providers.read(config.resolve("providers"), datasets), told);
        Set<String> routes = new HashSet<>();
        for (Path file : Folder.files(config.resolve("providers"), YAML, new ArrayList<>())) {
            files.add(file);
            // Broken YAML is told by the reader of providers.
            List<Fault> broken = datasets == null ? faults : new ArrayList<>();
            Optional<YamlFile> yaml = YamlFile.read(file, "a provider", Fault.into(broken));
            yaml.ifPresent(tree -> {
                routes.addAll(routes(file, tree));
                faults.addAll(Dangers.check(tree));
            });
        }
        Map<String, Watchlist> watchlists = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (Path file : Folder.files(config.resolve("watchlists"), YAML, told)) {
            files.add(file);
            names.add(nameOf(file));
            Watchlist list = datasets == null ? null : attempt(() -> Watchlist.read(file, datasets), told);
            if (list != null) {
                watchlists.put(nameOf(file), list);
            }
        }
        told.forEach(text -> faults.add(Fault.told(text, lines)));
        faults.removeAll(followOns(faults));
        if (datasets != null) {
            // What a provider file with a fault is to make is not known.
            Folder.files(config.resolve("providers"), YAML, new ArrayList<>()).stream()
                    .filter(file -> faults.stream()
                            .anyMatch(fault -> fault.place().file().equals(file.toString())))
                    .forEach(file -> datasets.names().forEach(dataset -> routes.add(nameOf(file) + "-" + dataset)));
        }
        return new ConfigFiles(datasets, providers, markets, watchlists, names, routes, files, faults);
    }

    /** A field that is said to be missing, where another is said to be this one misspelled, or it is no list. */
    private static List<Fault> followOns(List<Fault> faults) {
        return faults.stream()
                .filter(fault -> {
                    Matcher missing = MISSING.matcher(fault.message());
                    return missing.lookingAt()
                            && faults.stream()
                                    .filter(other -> other.place()
                                            .file()
                                            .equals(fault.place().file()))
                                    .anyMatch(
                                            other -> other.message().endsWith("did you mean " + missing.group(1) + "?")
                                                    || other.message()
                                                            .startsWith("found no list in " + missing.group(1) + ","));
                })
                .toList();
    }

    private static <T> @Nullable T attempt(Supplier<T> reading, List<String> told) {
        try {
            return reading.get();
        } catch (ConfigurationFaultsException wrong) {
            told.addAll(wrong.faults());
            return null;
        }
    }

    private static Set<String> routes(Path file, YamlFile yaml) {
        Set<String> routes = new HashSet<>();
        Node datasets = YamlFile.field(yaml.root(), "datasets");
        if (datasets instanceof MappingNode mapping) {
            for (NodeTuple field : mapping.getValue()) {
                routes.add(nameOf(file) + "-" + YamlFile.text(field.getKeyNode()));
            }
        }
        return routes;
    }

    private static String nameOf(Path file) {
        return file.getFileName().toString().replace(YAML, "");
    }
}
