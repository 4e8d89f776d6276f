package dev.quotewell.market;

import java.util.Collections;
import java.util.Set;
import java.util.regex.Pattern;

/** Symbols of a market, in all datasets or, where {@code datasets} are given, in those alone. */
record SymbolRule(Pattern pattern, String example, Set<String> datasets) {

    SymbolRule {
        datasets = Set.copyOf(datasets);
    }

    boolean covers(String dataset, String symbol) {
        return (datasets.isEmpty() || datasets.contains(dataset))
                && pattern.matcher(symbol).matches();
    }

    /** Whether the other rule covers the example of this one in a dataset of both. */
    boolean meets(SymbolRule other) {
        boolean sameDataset =
                datasets.isEmpty() || other.datasets.isEmpty() || !Collections.disjoint(datasets, other.datasets);
        return sameDataset && other.pattern.matcher(example).matches();
    }
}
