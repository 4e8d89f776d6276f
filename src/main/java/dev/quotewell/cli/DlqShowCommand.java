package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "Shows the whole of a dead letter: its body, why it died, and what failed before.",
        footer = {
            "",
            "Characters that a terminal would obey are shown as \\u001b, a body that is no",
            "text as base64. Last comes where in the code it failed.",
            "",
            "Examples:",
            "  quotewell dlq show 1767225600000-0",
            "  quotewell dlq show 1767225600000-0 --json",
            "",
            "Exit codes: 0 shown, 1 no answer or no such letter, 2 wrong use"
        })
final class DlqShowCommand extends ApiCommand {

    @Parameters(index = "0", paramLabel = "ID", description = "As dlq list tells it.")
    private String id = "";

    @Override
    JsonNode ask(RunningApi running) throws InterruptedException {
        if (id.isBlank()) {
            throw wrongUse("ID is blank, must be like 1767225600000-0");
        }
        return running.get("/v1/dlq/" + RunningApi.encoded(id));
    }

    @Override
    List<String> lines(JsonNode answer) {
        List<String> lines = new ArrayList<>();
        add(lines, "id", answer.path("id"));
        add(lines, "died", answer.path("at"));
        add(lines, "stream", answer.path("stream"));
        add(lines, "entry", answer.path("entry"));
        add(lines, "deliveries", answer.path("deliveries"));
        add(lines, "reason", answer.path("reason"));
        answer.path("history").forEach(failure -> add(lines, "before", failure));
        lines.add("");
        lines.add(
                answer.has("body")
                        ? PlainText.lines(answer.path("body").asText())
                        : "base64: " + PlainText.line(answer.path("bodyBase64").asText()));
        if (answer.has("stack")) {
            lines.add("");
            lines.add(PlainText.lines(answer.path("stack").asText()).stripTrailing());
        }
        return lines;
    }

    private static void add(List<String> lines, String name, JsonNode value) {
        if (value.isMissingNode() || (value.isValueNode() && value.asText().isEmpty())) {
            return;
        }
        String text = value.isContainerNode() ? value.toString() : value.asText();
        lines.add(String.format("%-11s %s", name, PlainText.line(text)));
    }
}
