package dev.quotewell.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quotewell cache}: what is cached by a running Quotewell. */
@Command(
        name = "cache",
        description = "Shows and changes what a running Quotewell has cached.",
        footer = {
            "",
            "Examples:",
            "  quotewell cache stats",
            "  quotewell cache show quote AAPL",
            "  quotewell cache evict quote AAPL",
            "  quotewell cache evict --help",
            "",
            "Exit codes: 0 done, 1 no answer or refused, 2 wrong use"
        },
        subcommands = {
            CacheStatsCommand.class,
            CacheKeysCommand.class,
            CacheShowCommand.class,
            EvictCommand.class,
            CacheWarmCommand.class
        })
public final class CacheCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Missing what to do: stats, keys, show, evict or warm");
    }
}
