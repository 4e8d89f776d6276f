package dev.quotewell.cli;

import dev.quotewell.message.Request;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.Watchlist;
import dev.quotewell.settings.InvalidSettingsException;
import dev.quotewell.settings.Settings;
import dev.quotewell.yaml.ConfigurationFaultsException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quotewell ingest}: asks a running Quotewell for all keys of a watchlist, once. */
@Command(
        name = "ingest",
        description = "Has a running Quotewell load all keys of config/watchlists/JOB.yaml, and waits for it.",
        footer = {
            "",
            "The keys go as requests of priority scheduled, 20 a request. What is fresh",
            "in the cache costs no call. A run that was interrupted goes on where it was",
            "when started again within 20 hours and with the same watchlist.",
            "",
            "Examples:",
            "  quotewell ingest us-shares --once",
            "  quotewell ingest us-shares --once --json --timeout 30m",
            "  quotewell ingest us-shares --once --fresh     forgets an interrupted run",
            "",
            "Exit codes: 0 every key has a record, or is known to have none; 1 some",
            "failed, or no Quotewell runs; 2 wrong use"
        })
public final class IngestCommand implements Callable<Integer> {

    private static final Pattern JOB = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
    private static final Pattern DURATION = Pattern.compile("([1-9]\\d{0,5})(s|m|h)");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private RunningApi api = new RunningApi();

    @Parameters(index = "0", paramLabel = "JOB", description = "The name of a watchlist, such as us-shares.")
    private String job = "";

    @Option(names = "--once", description = "Runs the job now, once. Must be given: schedules run in routes/.")
    private boolean once;

    @Option(names = "--fresh", description = "Begins anew instead of going on with an interrupted run.")
    private boolean fresh;

    @Option(
            names = "--timeout",
            paramLabel = "D",
            defaultValue = "10m",
            description = "How long it may take, such as 30s, 10m or 2h. Default: ${DEFAULT-VALUE}")
    private String timeout = "10m";

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    private final InstantSource clock = InstantSource.system();

    @Override
    public Integer call() throws InterruptedException {
        Duration patience = checkUse();
        PrintWriter err = spec.commandLine().getErr();
        try {
            Path data =
                    Settings.read(api.config(), "", System.getenv(), Map.of()).data();
            Watchlist watchlist = Watchlist.read(
                    api.config().resolve("watchlists").resolve(job + ".yaml"),
                    Datasets.read(api.config().resolve("datasets")));
            return run(watchlist, new RunMemory(data, job), patience);
        } catch (RefusedException
                | InvalidSettingsException
                | ConfigurationFaultsException
                | IllegalArgumentException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private Duration checkUse() {
        if (!once) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "Missing --once: this command runs a job one time; schedules run in routes/, such as"
                            + " routes/schedule-us-shares.camel.yaml");
        }
        if (!JOB.matcher(job).matches()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "JOB is '" + job + "', must be the name of a watchlist, such as us-shares");
        }
        Matcher duration = DURATION.matcher(timeout);
        if (!duration.matches()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--timeout is '" + timeout + "', must be a duration such as 30s, 10m or 2h");
        }
        long amount = Long.parseLong(duration.group(1));
        return switch (duration.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    private int run(Watchlist watchlist, RunMemory memory, Duration patience) throws InterruptedException {
        Instant begun = clock.instant();
        String run = memory.begin(watchlist, begun, fresh);
        List<Request> requests = Request.scheduled("ingest/" + job + "/" + run, watchlist.dataset(), watchlist.keys());
        Progress progress = new Progress(watchlist.keys().size());
        IngestSummary summary;
        try {
            summary = new IngestRun(api, clock, begun.plus(patience), progress::show).work(requests);
        } finally {
            progress.end();
        }
        memory.end();
        Duration took = Duration.between(begun, clock.instant());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(summary.toJson(job, run, took));
        } else {
            summary.lines(job, took).forEach(out::println);
        }
        out.flush();
        return summary.failures() == 0 ? 0 : 1;
    }

    /** One line that is written over, on a terminal only. */
    private final class Progress {

        private static final int WIDTH = 30;

        private final int keys;
        private final boolean shown = !json && Ansi.AUTO.enabled();

        Progress(int keys) {
            this.keys = keys;
            show(0);
        }

        void show(int answered) {
            if (shown) {
                int full = WIDTH * answered / keys;
                spec.commandLine()
                        .getErr()
                        .print("\r[" + "=".repeat(full) + " ".repeat(WIDTH - full) + "] " + answered + "/" + keys);
                spec.commandLine().getErr().flush();
            }
        }

        void end() {
            if (shown) {
                spec.commandLine().getErr().println();
            }
        }
    }
}
