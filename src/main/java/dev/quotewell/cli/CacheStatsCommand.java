package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;

@Command(
        name = "stats",
        description = "Shows what each dataset takes in Redis, and how the instance that answers has served it.",
        footer = {
            "",
            "HIT RATIO: answers that waited for no provider, since the instance started.",
            "STALE: old ones given while a new one was loaded, or since it could not be.",
            "NEGATIVE: remembered to have no record.",
            "",
            "Examples:",
            "  quotewell cache stats",
            "  quotewell cache stats --json",
            "",
            "Exit codes: 0 shown, 1 no answer, 2 wrong use"
        })
final class CacheStatsCommand extends ApiCommand {

    @Override
    JsonNode ask(RunningApi running) throws InterruptedException {
        return running.get("/v1/cache");
    }

    @Override
    List<String> lines(JsonNode answer) {
        TextTable table = new TextTable(
                Set.of(1, 2, 3, 4, 5, 6, 7, 8),
                "DATASET",
                "ENTRIES",
                "MEMORY",
                "HIT RATIO",
                "HITS",
                "STALE",
                "NEGATIVE",
                "MISSES",
                "ERRORS");
        long entries = 0;
        long bytes = 0;
        for (JsonNode dataset : answer.path("datasets")) {
            entries += dataset.path("entries").asLong();
            bytes += dataset.path("bytes").asLong();
            JsonNode answers = dataset.path("answers");
            table.add(
                    dataset.path("dataset").asText(),
                    dataset.path("entries").asText(),
                    Amount.bytes(dataset.path("bytes").asLong()),
                    dataset.has("hitRatio")
                            ? Amount.percent(dataset.path("hitRatio").asDouble())
                            : "-",
                    answers.path("hit").asText(),
                    answers.path("stale").asText(),
                    answers.path("negative").asText(),
                    answers.path("miss").asText(),
                    answers.path("error").asText());
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        lines.add((entries == 1 ? "1 entry, " : entries + " entries, ") + Amount.bytes(bytes));
        return lines;
    }
}
