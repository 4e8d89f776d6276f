package dev.quotewell;

import dev.quotewell.cli.CacheCommand;
import dev.quotewell.cli.DlqCommand;
import dev.quotewell.cli.GetCommand;
import dev.quotewell.cli.IngestCommand;
import dev.quotewell.cli.KeyCommand;
import dev.quotewell.cli.OutboxCommand;
import dev.quotewell.cli.PlanCommand;
import dev.quotewell.cli.ProvidersCommand;
import dev.quotewell.cli.ReloadCommand;
import dev.quotewell.cli.StatusCommand;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The command line. Exit codes: 0 done, 1 found faults or cannot start, 2 wrong use. */
@Command(
        name = "quotewell",
        description = "Keeps market data fresh in Redis and hands it on.",
        mixinStandardHelpOptions = true,
        version = "quotewell 1.0.0",
        scope = ScopeType.INHERIT,
        subcommands = {
            RunCommand.class,
            GetCommand.class,
            DoctorCommand.class,
            LintCommand.class,
            StatusCommand.class,
            ReloadCommand.class,
            CacheCommand.class,
            ProvidersCommand.class,
            IngestCommand.class,
            TestCommand.class,
            PlanCommand.class,
            OutboxCommand.class,
            DlqCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            KeyCommand.class,
            AutoComplete.GenerateCompletion.class
        })
public final class Main implements Runnable {

    private Main() {}

    public static void main(String[] args) {
        int code = commandLine().execute(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main());
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
