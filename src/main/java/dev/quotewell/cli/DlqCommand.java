package dev.quotewell.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quotewell dlq}: the messages that could not be worked on. */
@Command(
        name = "dlq",
        description = "Shows the messages that could not be worked on, and sends them back.",
        footer = {
            "",
            "Examples:",
            "  quotewell dlq list",
            "  quotewell dlq show 1767225600000-0",
            "  quotewell dlq replay --all",
            "  quotewell dlq replay --help",
            "",
            "Exit codes: 0 done, 1 no answer or refused, 2 wrong use"
        },
        subcommands = {DlqListCommand.class, DlqShowCommand.class, DlqReplayCommand.class})
public final class DlqCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing what to do: list, show or replay");
    }
}
