package dev.quotewell.market;

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

/** The markets of a folder of {@code *.yaml} files, each named after its file. Safe for many threads. */
public final class Markets {

    private volatile SortedMap<String, Market> markets;

    private Markets(SortedMap<String, Market> markets) {
        this.markets = Collections.unmodifiableSortedMap(new TreeMap<>(markets));
    }

    /** Throws {@link ConfigurationFaultsException} with the faults of all files. */
    public static Markets read(Path folder) {
        List<String> faults = new ArrayList<>();
        SortedMap<String, MarketFile> files = new TreeMap<>();
        for (Path file : Folder.files(folder, MarketFile.SUFFIX, faults)) {
            MarketFile.read(file, faults).ifPresent(market -> files.put(market.name(), market));
        }
        SortedMap<String, Market> markets = new TreeMap<>();
        files.values().forEach(file -> file.market(files).ifPresent(market -> markets.put(file.name(), market)));
        files.values().forEach(file -> file.refuseSymbolsOfOthers(files.values()));
        if (!faults.isEmpty()) {
            throw new ConfigurationFaultsException(faults);
        }
        return new Markets(markets);
    }

    /**
     * The market of a symbol as Yahoo Finance writes it ({@code PETR4.SA}, {@code EURUSD}); the dataset matters for names
     * that mean something else in another. Empty when no market covers it, and when two with different calendars do: a
     * guess could refuse a right price.
     */
    public Optional<Market> of(String dataset, String symbol) {
        List<Market> found = markets.values().stream()
                .filter(market -> market.covers(dataset, symbol))
                .toList();
        return found.stream()
                .findFirst()
                .filter(first -> found.stream().allMatch(market -> market.sharesCalendarWith(first)));
    }

    /** From now on it holds what the other holds, for all who have it. */
    public void become(Markets other) {
        markets = other.markets;
    }

    public Optional<Market> find(String name) {
        return Optional.ofNullable(markets.get(name));
    }

    public Collection<Market> all() {
        return markets.values();
    }
}
