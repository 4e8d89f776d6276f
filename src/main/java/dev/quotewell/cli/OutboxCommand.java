package dev.quotewell.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quotewell outbox}: the events of a running Quotewell, and how far its sinks have come. */
@Command(
        name = "outbox",
        description = "Shows which events wait for which sink, and gives sinks past events again.",
        footer = {
            "",
            "Examples:",
            "  quotewell outbox show",
            "  quotewell outbox replay --since 2026-01-01T00:00:00Z",
            "  quotewell outbox replay --help",
            "",
            "Exit codes: 0 done, 1 no answer or refused, 2 wrong use"
        },
        subcommands = {OutboxShowCommand.class, OutboxReplayCommand.class})
public final class OutboxCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing what to do: show or replay");
    }
}
