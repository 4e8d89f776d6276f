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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a running Quotewell for all keys of a watchlist, once, and waits for it. */
abstract class WatchlistCommand implements Callable<Integer> {

    private static final Pattern JOB = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
    private static final Pattern DURATION = Pattern.compile("([1-9]\\d{0,5})(s|m|h)");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private RunningApi api = new RunningApi();

    @Parameters(
            index = "0",
            paramLabel = "WATCHLIST",
            completionCandidates = Names.OfWatchlists.class,
            description = "The name of a watchlist, such as us-shares.")
    private String job = "";

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

    final CommandLine.ParameterException wrongUse(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

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
            err.println(PlainText.lines(String.valueOf(e.getMessage())));
            return 1;
        }
    }

    private Duration checkUse() {
        if (!JOB.matcher(job).matches()) {
            throw wrongUse("WATCHLIST is '" + job + "', must be the name of a watchlist, such as us-shares");
        }
        Matcher duration = DURATION.matcher(timeout);
        if (!duration.matches()) {
            throw wrongUse("--timeout is '" + timeout + "', must be a duration such as 30s, 10m or 2h");
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
        IngestSummary summary;
        try (ProgressBar progress = new ProgressBar(
                spec.commandLine().getErr(), !json, watchlist.keys().size())) {
            summary = new IngestRun(api, clock, begun.plus(patience), progress::show).work(requests);
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
}
