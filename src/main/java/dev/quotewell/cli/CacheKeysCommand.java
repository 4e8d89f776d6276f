package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "keys",
        description = "Lists entries of a dataset: how old they are, and for how long they are fresh and kept.",
        footer = {
            "",
            "FRESH FOR: until it is loaded anew when asked for; a line for what is stale.",
            "KEPT FOR: until Redis drops it; until then it stands in when providers fail.",
            "",
            "Examples:",
            "  quotewell cache keys quote",
            "  quotewell cache keys quote --match 'A*' --limit 1000",
            "  quotewell cache keys bars --match 'AAPL/1d/*' --json",
            "",
            "Exit codes: 0 listed, 1 no answer, 2 wrong use"
        })
final class CacheKeysCommand extends ApiCommand {

    private static final int MOST = 1_000;

    @Parameters(
            index = "0",
            paramLabel = "DATASET",
            completionCandidates = Names.OfDatasets.class,
            description = "Such as quote.")
    private String dataset = "";

    @Option(
            names = "--match",
            paramLabel = "PATTERN",
            defaultValue = "*",
            description = "Keys like this: * for any text, ? for one character. Quote it for the shell.")
    private String match = "*";

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many at most, 1 to 1000. Default: ${DEFAULT-VALUE}")
    private int limit;

    @Override
    JsonNode ask(RunningApi running) throws InterruptedException {
        if (limit < 1 || limit > MOST) {
            throw wrongUse("--limit is " + limit + ", must be a number from 1 to " + MOST);
        }
        return running.get("/v1/entries?dataset=" + RunningApi.encoded(dataset) + "&match=" + RunningApi.encoded(match)
                + "&limit=" + limit);
    }

    @Override
    List<String> lines(JsonNode answer) {
        if (answer.path("entries").isEmpty()) {
            return List.of("No entries");
        }
        TextTable table =
                new TextTable(Set.of(2, 3, 4, 5), "KEY", "PROVIDER", "AGE", "FRESH FOR", "KEPT FOR", "MEMORY");
        answer.path("entries")
                .forEach(entry -> table.add(
                        entry.path("key").asText(),
                        entry.path("provider").asText()
                                + (entry.path("negative").asBoolean() ? " (no record)" : ""),
                        time(entry.path("age")),
                        entry.path("ttl").asLong() < 0 ? "-" : time(entry.path("ttl")),
                        time(entry.path("keptFor")),
                        Amount.bytes(entry.path("bytes").asLong())));
        List<String> lines = new ArrayList<>(table.lines());
        if (answer.path("more").asBoolean()) {
            lines.add("");
            lines.add("There are more: --limit N shows up to " + MOST + ", --match PATTERN some of them");
        }
        return lines;
    }
}
