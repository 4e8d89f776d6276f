package dev.quotewell;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
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
import org.slf4j.LoggerFactory;
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

    /**
     * For commands that look for what is wrong: what they find is their output, and the log tells only what is not.
     *
     * @return ends it
     */
    static Runnable quieten() {
        if (LoggerFactory.getLogger("dev.quotewell") instanceof Logger ours) {
            Level before = ours.getLevel();
            ours.setLevel(Level.ERROR);
            return () -> ours.setLevel(before);
        }
        return () -> {};
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
