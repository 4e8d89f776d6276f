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
import java.io.PrintWriter;
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
        footer = {
            "",
            "Examples:",
            "  quotewell run                  its own Redis, the sample market, port 8080",
            "  quotewell get quote AAPL       in another terminal",
            "  quotewell doctor               whether all is as it should be",
            "  quotewell get --help           more of a command, with examples",
            "",
            "Exit codes: 0 done, 1 faults found, or no answer, 2 wrong use"
        },
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
        return new CommandLine(new Main()).setParameterExceptionHandler(Main::wrongUse);
    }

    /** The whole help would push what is wrong off the screen. */
    private static int wrongUse(CommandLine.ParameterException wrong, String[] words) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(command.getColorScheme().errorText(message(wrong)));
        CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String message(CommandLine.ParameterException wrong) {
        if (wrong instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption()
                && !wrong.getCommandLine().getSubcommands().isEmpty()) {
            return "There is no command '" + unmatched.getUnmatched().get(0) + "'";
        }
        return String.valueOf(wrong.getMessage());
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
