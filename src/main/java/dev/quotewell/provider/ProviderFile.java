package dev.quotewell.provider;

import dev.quotewell.yaml.Section;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads one {@code <name>.yaml}: the whole of it, noting every fault. Its fields:
 *
 * <pre>{@code
 * baseUrl, disabled, terms, authenticator {type, name, prefix, secret, optional}, apiBudget (see ApiBudgetSection),
 * honourCacheControl, errorHandler {responseFilters [httpCodes, contentType, text, predicate, failureType, backoff]},
 * symbols [pattern, spelling, variables {...}] or [table {...}, variables {...}],
 * datasets {<dataset>:
 *   symbols, honourCacheControl and errorHandler as above, but for this dataset: instead of those, and before those,
 *   variables {<name>: jq}, requester {path, query {...}, headers {...}, condition, batch {size, separator},
 *   paginator {next, pages}, cost}, recordSelector {format, delimiter, mapping}}
 * }</pre>
 *
 * <p>{@code honourCacheControl} (true or false, which is the default): whether a reply's own headers say how long its
 * record is fresh ({@link ResponseFreshness}), in place of the ttl of the step that caches it.
 */
final class ProviderFile {

    static final String SUFFIX = ".yaml";

    private static final String HONOUR_CACHE_CONTROL = "honourCacheControl";

    private final Section root;
    private final Datasets datasets;

    private ProviderFile(Section root, Datasets datasets) {
        this.root = root;
        this.datasets = datasets;
    }

    /** Empty when the file has faults, which are then added. */
    static Optional<Provider> read(Path file, Datasets datasets, List<String> faults) {
        List<String> found = new ArrayList<>();
        String name = file.getFileName().toString().replace(SUFFIX, "");
        Optional<Provider> provider =
                Section.read(file, found).map(root -> new ProviderFile(root, datasets).provider(name));
        faults.addAll(found);
        return found.isEmpty() ? provider : Optional.empty();
    }

    private Provider provider(String name) {
        URI baseUrl = baseUrl();
        Authenticator authenticator = Authenticator.read(root.section("authenticator"));
        ApiBudget apiBudget = ApiBudgetSection.read(root.section("apiBudget"));
        boolean honourCacheControl = root.flag(HONOUR_CACHE_CONTROL, false);
        String disabled = root.findText("disabled");
        String terms = root.findText("terms");
        List<SymbolRule> symbols = SymbolRule.readAll(root, "symbols");
        // Rules for all datasets can only speak of what every key has.
        List<ResponseFilter> filters = ResponseFilter.readAll(root.section("errorHandler"), Set.of("symbol"));
        Section offered = root.section("datasets");
        Map<String, ProviderDataset> read = new HashMap<>();
        for (String dataset : offered.names()) {
            Optional<Dataset> known = datasets.find(dataset);
            if (known.isEmpty()) {
                offered.fault(
                        dataset,
                        "found " + offered.nameOf(dataset) + ", allowed are " + String.join(", ", datasets.names()));
            } else {
                read.put(dataset, dataset(known.get(), offered.section(dataset), symbols, filters, honourCacheControl));
            }
        }
        if (offered.names().isEmpty()) {
            root.fault("datasets", "found no datasets, allowed are " + String.join(", ", datasets.names()));
        }
        root.end();
        return new Provider(name, baseUrl, authenticator, apiBudget, read, new Provider.Notes(disabled, terms));
    }

    private ProviderDataset dataset(
            Dataset dataset,
            Section section,
            List<SymbolRule> common,
            List<ResponseFilter> rules,
            boolean honourCacheControl) {
        List<SymbolRule> symbols = section.has("symbols") ? SymbolRule.readAll(section, "symbols") : common;
        if (symbols.isEmpty()) {
            section.fault(
                    "symbols",
                    "found no symbols for " + section.nameOf("symbols")
                            + ", allowed is a list of patterns, here or for the whole file");
        }
        Set<String> names = new TreeSet<>(dataset.parameterNames());
        symbols.stream().map(SymbolRule::names).reduce(ProviderFile::common).ifPresent(names::addAll);
        Map<String, Jq> variables = new LinkedHashMap<>();
        Section programs = section.section("variables");
        for (String name : programs.names()) {
            if (!name.matches("[a-zA-Z][a-zA-Z0-9]*") || JqNames.WORDS.contains(name)) {
                programs.fault(
                        name,
                        "found " + programs.nameOf(name) + ", allowed are letters and digits, and no word of jq's");
            }
            variables.put(name, Jq.read(programs, name, Set.copyOf(names)));
            names.add(name);
        }
        Requester requester = Requester.read(section.section("requester"), names);
        List<ResponseFilter> filters = new ArrayList<>(ResponseFilter.readAll(section.section("errorHandler"), names));
        filters.addAll(rules);
        Section selector = section.section("recordSelector");
        BodyFormat format = BodyFormat.read(selector);
        Jq mapping = Jq.read(selector, "mapping", names);
        selector.end();
        boolean honour = section.flag(HONOUR_CACHE_CONTROL, honourCacheControl);
        section.end();
        return new ProviderDataset(dataset, symbols, variables, requester, filters, format, mapping, honour);
    }

    /** A symbol may match any of the rules, so the file can only rely on what all of them tell. */
    private static Set<String> common(Set<String> some, Set<String> others) {
        Set<String> both = new TreeSet<>(some);
        both.retainAll(others);
        return both;
    }

    private URI baseUrl() {
        String text = root.text("baseUrl", "a URL such as https://api.example.org");
        if (text.matches("https?://[a-zA-Z0-9.-]+(:\\d{1,5})?(/[a-zA-Z0-9._~-]+)*")) {
            return URI.create(text);
        }
        if (!text.isEmpty()) {
            root.fault(
                    "baseUrl",
                    "found " + text.replaceFirst("//.*@", "//…@")
                            + " in baseUrl, allowed is https://host or https://host/path, no more");
        }
        return URI.create("https://invalid");
    }
}
