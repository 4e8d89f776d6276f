package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code quotewell get DATASET KEY…}: records, as anybody would get them over HTTP. */
@Command(
        name = "get",
        description = "Asks a running Quotewell for records: from the cache while fresh, else from a provider.",
        footer = {
            "",
            "Each key has a line: the record, or why there is none. With --json also how the",
            "cache had it.",
            "",
            "Examples:",
            "  quotewell get quote AAPL PETR4.SA BTC-USD",
            "  quotewell get fx EURUSD",
            "  quotewell get bars AAPL/1d/2026-01-02/2026-03-31 --json",
            "",
            "Exit codes: 0 all have a record, 1 no answer or not all of them have one,",
            "2 wrong use"
        })
public final class GetCommand extends ApiCommand {

    @Parameters(
            index = "0",
            paramLabel = "DATASET",
            completionCandidates = Names.OfDatasets.class,
            description = "Such as quote.")
    private String dataset = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY", description = "Such as AAPL; up to 1,000.")
    private List<String> keys = List.of();

    @Override
    JsonNode ask(RunningApi running) throws InterruptedException {
        if (dataset.isBlank() || keys.stream().anyMatch(String::isBlank)) {
            throw wrongUse("DATASET or a KEY is blank, must be like quote AAPL");
        }
        String list = keys.stream().map(RunningApi::encoded).collect(Collectors.joining(","));
        return running.get("/v1/" + RunningApi.encoded(dataset) + "?keys=" + list);
    }

    @Override
    List<String> lines(JsonNode answer) {
        int widest = 0;
        for (JsonNode result : answer.path("results")) {
            widest = Math.max(widest, key(result).length());
        }
        List<String> lines = new ArrayList<>();
        for (JsonNode result : answer.path("results")) {
            lines.add(key(result) + " ".repeat(widest - key(result).length() + 2) + PlainText.line(told(result)));
        }
        return lines;
    }

    private static String key(JsonNode result) {
        return PlainText.line(result.path("key").asText());
    }

    private static String told(JsonNode result) {
        JsonNode problem = result.path("problem");
        return result.has("record")
                ? result.path("record").toString()
                : problem.path("type").asText() + ": " + problem.path("detail").asText();
    }

    @Override
    int code(JsonNode answer) {
        for (JsonNode result : answer.path("results")) {
            if (!result.has("record")) {
                return FAULTS;
            }
        }
        return DONE;
    }
}
