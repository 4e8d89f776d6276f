package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "status",
        description = "Tells which configuration runs, and why the last change of it does not.",
        footer = {
            "",
            "Examples:",
            "  quotewell status",
            "  quotewell status --json",
            "",
            "Exit codes: 0 all changes run, 1 the last does not, or no answer, 2 wrong use"
        })
public final class StatusCommand extends ApiCommand {

    @Override
    JsonNode ask(RunningApi running) throws InterruptedException {
        return running.get("/v1/status");
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
