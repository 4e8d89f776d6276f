package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "evict",
        description = "Removes entries from the cache of a running Quotewell; who asks next gets them loaded anew.",
        footer = {
            "",
            "Examples:",
            "  quotewell cache evict quote AAPL MSFT",
            "  quotewell cache evict bars                     all entries of a dataset",
            "  quotewell cache evict --dataset bars           the same",
            "  quotewell cache evict --tag provider:finnhub   all that a provider gave",
            "  quotewell cache evict quote --tag symbol:AAPL",
            "",
            "Exit codes: 0 removed, or nothing was there; 1 no answer or refused;",
            "2 wrong use"
        })
final class EvictCommand extends ApiCommand {

    @Parameters(
            paramLabel = "[DATASET [KEY...]]",
            arity = "0..*",
            hideParamSyntax = true,
            completionCandidates = Names.OfDatasets.class,
            description = "A dataset, such as quote, and keys of it, such as AAPL; none for the whole dataset.")
    private List<String> words = List.of();

    @Option(
            names = "--dataset",
            paramLabel = "DATASET",
            completionCandidates = Names.OfDatasets.class,
            description = "The dataset, in place of the first word; all words are keys then.")
    private @Nullable String named;

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            description = "symbol:<symbol>, adjusted:<symbol> (bars adjusted for splits), or provider:<name>")
    private @Nullable String tag;

    @Override
    JsonNode ask(RunningApi running) throws InterruptedException {
        String dataset = named != null || words.isEmpty() ? named : words.get(0);
        List<String> keys = named != null || words.isEmpty() ? words : words.subList(1, words.size());
        if ((dataset == null && tag == null) || (tag != null && !keys.isEmpty())) {
            throw wrongUse("Name a dataset, with keys or without, or a --tag");
        }
        long evicted = keys.isEmpty() ? evict(running, dataset, null) : 0;
        for (String key : keys) {
            evicted += evict(running, dataset, key);
        }
        return Json.mapper().createObjectNode().put("evicted", evicted);
    }

    private long evict(RunningApi running, @Nullable String dataset, @Nullable String key) throws InterruptedException {
        StringBuilder query = new StringBuilder();
        add(query, "dataset", dataset);
        add(query, "key", key);
        add(query, "tag", tag);
        return running.delete("/v1/entries?" + query.substring(1))
                .path("evicted")
                .longValue();
    }

    private static void add(StringBuilder query, String name, @Nullable String value) {
        if (value != null) {
            query.append('&').append(name).append('=');
            query.append(RunningApi.encoded(value));
        }
    }

    @Override
    List<String> lines(JsonNode answer) {
        long evicted = answer.path("evicted").longValue();
        return List.of("Evicted " + (evicted == 1 ? "1 entry" : evicted + " entries"));
    }
}
