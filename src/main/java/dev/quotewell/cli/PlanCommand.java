package dev.quotewell.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.plan.Catalog;
import dev.quotewell.plan.Comparison;
import dev.quotewell.plan.Plan;
import dev.quotewell.plan.SetupFiles;
import dev.quotewell.provider.Provider;
import dev.quotewell.routefile.Placeholders;
import dev.quotewell.settings.InvalidSettingsException;
import dev.quotewell.settings.RouteProperties;
import dev.quotewell.settings.Settings;
import dev.quotewell.settings.UpstreamSettings;
import dev.quotewell.traffic.Recording;
import dev.quotewell.traffic.Setup;
import dev.quotewell.yaml.ConfigurationFaultsException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quotewell plan}: what a change of routes or configuration would do, by recorded traffic. */
@Command(
        name = "plan",
        description = "Shows what the files in routes/ and config/ would have done with recorded traffic.",
        footer = {
            "",
            "Compares the configuration that ran, as the recording tells it, with the",
            "files as they are now. A running Quotewell records when it is started with",
            "quotewell.recording.file (docs/planning.md). Nothing is asked or changed.",
            "",
            "HIT RATIO: answered from the cache without waiting. AGE: of the records at",
            "the moment they were answered. REFUSED: look-ups without an answer, as no",
            "budget was left. NOT GRANTED: calls that a provider's budget turned down.",
            "",
            "Examples:",
            "  quotewell plan --against data/recording.jsonl",
            "  quotewell plan --against data/recording.jsonl --routes new/routes",
            "  quotewell plan --against one.jsonl --against two.jsonl --json",
            "  quotewell plan --against data/recording.jsonl --base ../before",
            "",
            "Exit codes: 0 shown; 1 the recording or a file cannot be used; 2 wrong use"
        })
public final class PlanCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--against",
            paramLabel = "FILE",
            required = true,
            description = "A recording; once more for that of another instance.")
    private List<Path> against = List.of();

    @Mixin
    private FileOptions where = new FileOptions();

    @Option(
            names = "--base",
            paramLabel = "DIR",
            description = "Compares with DIR/routes and DIR/config instead of what ran.")
    private @Nullable Path base;

    @Option(names = "--base-routes", paramLabel = "DIR", description = "In place of DIR/routes of --base.")
    private @Nullable Path baseRoutes;

    @Option(names = "--base-config", paramLabel = "DIR", description = "In place of DIR/config of --base.")
    private @Nullable Path baseConfig;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Reads application-NAME.properties too: the profile that runs.")
    private String profile = "";

    @Option(names = "--json", description = "Print the comparison as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        checkUse();
        PrintWriter err = spec.commandLine().getErr();
        try {
            List<String> faults = new ArrayList<>();
            Recording recording = faulty(() -> Recording.read(against), faults);
            Setup recorded = recording == null ? null : Plan.recorded(recording);
            Plan.Side then = faulty(() -> side(where.routes(), where.config(), recorded), faults);
            Plan.Side now = baseRoutesOrNull() == null || recording == null
                    ? null
                    : faulty(() -> side(baseRoutesOrNull(), baseConfigOr(where.config()), recorded), faults);
            if (recording == null || then == null || !faults.isEmpty()) {
                throw new ConfigurationFaultsException(faults);
            }
            print(recording, now, then);
            return 0;
        } catch (InvalidSettingsException | ConfigurationFaultsException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private void checkUse() {
        if (base == null && (baseRoutes == null) != (baseConfig == null)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "Missing --base-" + (baseRoutes == null ? "routes" : "config")
                            + ": both are needed, or --base DIR with routes and config in it");
        }
    }

    private @Nullable Path baseRoutesOrNull() {
        return baseRoutes != null ? baseRoutes : base == null ? null : base.resolve("routes");
    }

    private Path baseConfigOr(Path fallback) {
        return baseConfig != null ? baseConfig : base == null ? fallback : base.resolve("config");
    }

    private static <T> @Nullable T faulty(Supplier<T> part, List<String> faults) {
        try {
            return part.get();
        } catch (ConfigurationFaultsException e) {
            faults.addAll(e.faults());
            return null;
        } catch (InvalidSettingsException e) {
            faults.add(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private Plan.Side side(@Nullable Path routeFiles, Path configFiles, @Nullable Setup recorded) {
        Path from = routeFiles == null ? where.routes() : routeFiles;
        Settings settings = Settings.read(configFiles, profile, System.getenv(), Map.of());
        Catalog catalog = Catalog.read(configFiles);
        SetupFiles.Found found = SetupFiles.read(
                from,
                configFiles.resolve("watchlists"),
                new Placeholders(RouteProperties.of(settings), settings.source().environment()),
                catalog,
                provider -> source(provider, settings, recorded),
                new Setup.BreakerRule(
                        settings.breaker().after(), settings.breaker().openFor()));
        if (!found.faults().isEmpty()) {
            throw new ConfigurationFaultsException(found.faults());
        }
        return new Plan.Side(found.setup(), catalog);
    }

    /** Which providers were called, and with how many keys, is no matter of files: it is as it was. */
    private static Setup.Source source(Provider provider, Settings settings, @Nullable Setup recorded) {
        UpstreamSettings upstream = settings.upstream();
        boolean enabled = provider.isEnabled(settings.others()::get);
        Setup.Source before = recorded == null ? null : recorded.sources().get(provider.name());
        return Plan.source(provider, upstream.isLimited(), before, upstream.isReal(), enabled);
    }

    private void print(Recording recording, Plan.@Nullable Side now, Plan.Side then) {
        List<String> notes = new ArrayList<>(recording.notes());
        Plan.leftOut(recording, then)
                .forEach(dataset -> notes.add("look-ups of " + dataset + " are left out: " + where.routes()
                        + " has no step cache-aside:" + dataset));
        Plan.replayedSchedules(recording, then)
                .forEach(schedule -> notes.add("look-ups of schedule:" + schedule
                        + " are replayed as they were, although it was changed: it makes no requests of a watchlist"));
        Plan.passedOver(now == null ? Plan.recorded(recording) : now.setup(), then)
                .forEach((dataset, providers) -> notes.add(dataset + ": passed over " + String.join(", ", providers)
                        + ", which the system that was recorded did not call (off, without a key, or not in its sample"
                        + " market)"));
        notes.forEach(note -> spec.commandLine().getErr().println(PlainText.line(note)));
        Comparison comparison;
        try (ProgressBar progress = new ProgressBar(spec.commandLine().getErr(), !json, 100)) {
            comparison = Plan.compare(recording, now, then, progress::show);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode root = comparison.toJson();
            notes.forEach(root.putArray("notes")::add);
            out.println(root);
        } else {
            PlanTable.head(comparison, title(now)).forEach(out::println);
            PlanTable.lines(comparison).forEach(out::println);
        }
        out.flush();
    }

    private String title(Plan.@Nullable Side now) {
        String before = now == null ? "what ran" : baseRoutesOrNull() + " and " + baseConfigOr(where.config());
        return PlainText.line("now: " + before + "; change: " + where.routes() + " and " + where.config());
    }
}
