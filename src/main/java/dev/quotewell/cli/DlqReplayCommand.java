package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.json.Json;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "replay",
        description = "Sends dead letters back to the end of the stream they came from, each of them once.",
        footer = {
            "",
            "Mend the cause first: what fails again becomes a new dead letter.",
            "",
            "Examples:",
            "  quotewell dlq replay --id 1767225600000-0 --id 1767225600001-0",
            "  quotewell dlq replay --all",
            "",
            "Exit codes: 0 all went back, 1 no answer, or some were not there or cannot go",
            "back, 2 wrong use"
        })
final class DlqReplayCommand extends ApiCommand {

    @Option(names = "--id", paramLabel = "ID", description = "As dlq list tells it; may be given again.")
    private List<String> ids = List.of();

    @Option(names = "--all", description = "All that are there now.")
    private boolean all;

    @Override
    JsonNode ask(RunningApi running) throws InterruptedException {
        if (all == !ids.isEmpty()) {
            throw wrongUse("Name dead letters by --id, or all of them by --all");
        }
        ObjectNode body = Json.mapper().createObjectNode();
        if (all) {
            body.put("all", true);
        } else {
            ArrayNode list = body.putArray("ids");
            ids.forEach(list::add);
        }
        return running.post("/v1/dlq/replay", body);
    }

    @Override
    List<String> lines(JsonNode answer) {
        List<String> lines = new ArrayList<>();
        long replayed = answer.path("replayed").asLong();
        if (replayed == 0 && code(answer) == DONE) {
            return List.of("No dead letters");
        }
        lines.add(replayed == 1 ? "1 dead letter went back" : replayed + " dead letters went back");
        answer.path("missing").forEach(id -> lines.add("Not there: " + PlainText.line(id.asText())));
        answer.path("refused")
                .forEach(letter -> lines.add(PlainText.line("Stays: "
                        + letter.path("id").asText() + ": " + letter.path("why").asText())));
        return lines;
    }

    @Override
    int code(JsonNode answer) {
        return answer.path("missing").isEmpty() && answer.path("refused").isEmpty() ? DONE : FAULTS;
    }
}
