package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.json.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "replay",
        description = "Gives every sink the events again that were published since a moment, with the same ids.",
        footer = {
            "",
            "About the last 100,000 events are kept. Consumers drop repeats by id; one that",
            "does not sees an older event of a key after a newer one.",
            "",
            "Examples:",
            "  quotewell outbox replay --since 2026-01-01T00:00:00Z",
            "  quotewell outbox replay --since 2026-01-01T00:00:00Z --dataset quote",
            "",
            "Exit codes: 0 replayed, 1 no answer or refused, 2 wrong use"
        })
final class OutboxReplayCommand extends ApiCommand {

    @Option(
            names = "--since",
            required = true,
            paramLabel = "MOMENT",
            description = "When they were published, such as 2026-01-01T00:00:00Z.")
    private String since = "";

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            completionCandidates = Names.OfDatasets.class,
            description = "Such as quote; all by default.")
    private @Nullable String dataset;

    @Override
    JsonNode ask(RunningApi running) throws InterruptedException {
        ObjectNode body = Json.mapper().createObjectNode().put("since", moment());
        if (dataset != null) {
            body.put("dataset", dataset);
        }
        return running.post("/v1/outbox/replay", body);
    }

    private String moment() {
        try {
            return Instant.parse(since).toString();
        } catch (DateTimeParseException e) {
            throw wrongUse("--since is '" + PlainText.line(since) + "', must be a moment such as 2026-01-01T00:00:00Z");
        }
    }

    @Override
    List<String> lines(JsonNode answer) {
        long replayed = answer.path("replayed").asLong();
        return List.of(
                replayed == 0
                        ? "No event was published since then"
                        : (replayed == 1 ? "1 event goes" : replayed + " events go") + " to every sink again");
    }
}
