package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "reload",
        description = "Takes over what was edited in routes and configuration: all of it, or nothing.",
        footer = {
            "",
            "Needed where Quotewell does not look by itself: quotewell.reload.watch = false.",
            "",
            "Examples:",
            "  quotewell lint && quotewell reload",
            "",
            "Exit codes: 0 taken over, 1 refused, with the faults, or no answer, 2 wrong use"
        })
public final class ReloadCommand extends ApiCommand {

    @Override
    JsonNode ask(RunningApi running) throws InterruptedException {
        return running.post("/v1/reload", JsonNodeFactory.instance.objectNode());
    }

    @Override
    List<String> lines(JsonNode answer) {
        return StatusLines.of(answer);
    }

    @Override
    int code(JsonNode answer) {
        return StatusLines.isRejected(answer) ? FAULTS : DONE;
    }
}
