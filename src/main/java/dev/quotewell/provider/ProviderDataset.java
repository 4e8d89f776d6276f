package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One dataset of one provider: which symbols, how it is asked for, what replies mean, and the mapping to a record. */
record ProviderDataset(
        Dataset dataset,
        List<SymbolRule> symbols,
        Map<String, Jq> variables,
        Requester requester,
        List<ResponseFilter> filters,
        BodyFormat format,
        Jq mapping,
        boolean honourCacheControl) {

    ProviderDataset {
        symbols = List.copyOf(symbols);
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        filters = List.copyOf(filters);
    }

    /**
     * What templates and programs of the file may use: the key's parts, with the symbol as the provider spells it,
     * what the symbol's rule tells, and the file's own variables in their order. Empty when the symbol is not covered.
     */
    Optional<Map<String, JsonNode>> variables(DatasetKey key) {
        return symbols.stream()
                .flatMap(rule -> rule.match(key.symbol()).stream())
                .findFirst()
                .map(told -> {
                    Map<String, JsonNode> values = new LinkedHashMap<>();
                    dataset.parameterNames().forEach(name -> values.put(name, NullNode.getInstance()));
                    key.parameters().forEach((name, value) -> values.put(name, TextNode.valueOf(value)));
                    told.forEach((name, value) ->
                            values.put(name, value == null ? NullNode.getInstance() : TextNode.valueOf(value)));
                    variables.forEach(
                            (name, program) -> values.put(name, program.first(NullNode.getInstance(), values)));
                    return values;
                });
    }
}
