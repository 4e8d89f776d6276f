package dev.quotewell.cli;

import dev.quotewell.settings.InvalidSettingsException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "evict",
        description = "Removes entries from the cache of a running Quotewell; who asks next gets them loaded anew.",
        footer = {
            "",
            "Examples:",
            "  quotewell cache evict quote AAPL MSFT",
            "  quotewell cache evict bars                           all entries of a dataset",
            "  quotewell cache evict --dataset bars                 the same",
            "  quotewell cache evict --tag provider:finnhub         all that a provider gave",
            "  quotewell cache evict quote --tag symbol:AAPL"
        })
final class EvictCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private RunningApi api = new RunningApi();

    @Parameters(
            paramLabel = "DATASET [KEY...]",
            arity = "0..*",
            hideParamSyntax = true,
            description = "A dataset, such as quote, and keys of it, such as AAPL; none for the whole dataset.")
    private List<String> words = List.of();

    @Option(
            names = "--dataset",
            paramLabel = "DATASET",
            description = "The dataset, in place of the first word; all words are keys then.")
    private @Nullable String named;

    @Option(names = "--tag", paramLabel = "TAG", description = "symbol:<symbol> or provider:<name>")
    private @Nullable String tag;

    @Option(names = "--json", description = "Print {\"evicted\":N}.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        String dataset = named != null || words.isEmpty() ? named : words.get(0);
        List<String> keys = named != null || words.isEmpty() ? words : words.subList(1, words.size());
        if ((dataset == null && tag == null) || (tag != null && !keys.isEmpty())) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "Name a dataset, with keys or without, or a --tag");
        }
        try {
            long evicted = 0;
            if (keys.isEmpty()) {
                evicted = evict(dataset, null);
            }
            for (String key : keys) {
                evicted += evict(dataset, key);
            }
            String count = evicted == 1 ? "1 entry" : evicted + " entries";
            spec.commandLine().getOut().println(json ? "{\"evicted\":" + evicted + "}" : "Evicted " + count);
            return 0;
        } catch (RefusedException | InvalidSettingsException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
    }

    private long evict(@Nullable String dataset, @Nullable String key) throws InterruptedException {
        StringBuilder query = new StringBuilder();
        add(query, "dataset", dataset);
        add(query, "key", key);
        add(query, "tag", tag);
        return api.delete("/v1/entries?" + query.substring(1)).path("evicted").longValue();
    }

    private static void add(StringBuilder query, String name, @Nullable String value) {
        if (value != null) {
            query.append('&').append(name).append('=');
            query.append(RunningApi.encoded(value));
        }
    }
}
