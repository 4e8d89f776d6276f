package dev.quotewell.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quotewell cache}: what is cached by a running Quotewell. */
@Command(
        name = "cache",
        description = "Shows and changes what a running Quotewell has cached.",
        subcommands = EvictCommand.class)
public final class CacheCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "Missing what to do: evict");
        }
    }
}
