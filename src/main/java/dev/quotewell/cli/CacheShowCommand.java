package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "Shows an entry of the cache as it is, fresh or not, without loading anything.",
        footer = {
            "",
            "A period is kept in several entries; those that are there are shown.",
            "",
            "Examples:",
            "  quotewell cache show quote AAPL",
            "  quotewell cache show bars AAPL/1d/2026-01-02/2026-03-31 --json",
            "",
            "Exit codes: 0 shown, 1 not cached, or no answer, 2 wrong use"
        })
final class CacheShowCommand extends ApiCommand {

    @Parameters(
            index = "0",
            paramLabel = "DATASET",
            completionCandidates = Names.OfDatasets.class,
            description = "Such as quote.")
    private String dataset = "";

    @Parameters(index = "1", paramLabel = "KEY", description = "Such as AAPL.")
    private String key = "";

    @Override
    JsonNode ask(RunningApi running) throws InterruptedException {
        return running.get("/v1/entries?dataset=" + RunningApi.encoded(dataset) + "&key=" + RunningApi.encoded(key));
    }

    @Override
    List<String> lines(JsonNode answer) {
        if (answer.path("entries").isEmpty()) {
            return List.of("Not cached");
        }
        List<String> lines = new ArrayList<>();
        for (JsonNode entry : answer.path("entries")) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            long ttl = entry.path("ttl").asLong();
            lines.add(PlainText.line("key       " + entry.path("key").asText()));
            lines.add("state     " + entry.path("state").asText()
                    + (ttl < 0 ? " since " + Amount.time(-ttl) : " for " + Amount.time(ttl)));
            lines.add(PlainText.line("provider  " + entry.path("provider").asText()));
            lines.add(PlainText.line(
                    "loaded    " + entry.path("loadedAt").asText() + ", " + time(entry.path("age")) + " ago"));
            lines.add("kept for  " + time(entry.path("keptFor")));
            lines.add("memory    " + Amount.bytes(entry.path("bytes").asLong()));
            lines.add("record    "
                    + (entry.path("negative").asBoolean()
                            ? "none: remembered to have none"
                            : PlainText.line(entry.path("record").toString())));
        }
        return lines;
    }

    @Override
    int code(JsonNode answer) {
        return answer.path("entries").isEmpty() ? FAULTS : DONE;
    }
}
