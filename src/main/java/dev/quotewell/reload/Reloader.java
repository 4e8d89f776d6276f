package dev.quotewell.reload;

import dev.quotewell.camel.CamelFaults;
import dev.quotewell.camel.DryRun;
import dev.quotewell.camel.LiveRoutes;
import dev.quotewell.camel.ProviderCalls;
import dev.quotewell.lint.Fault;
import dev.quotewell.lint.Lint;
import dev.quotewell.market.Markets;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.Providers;
import dev.quotewell.routefile.Placeholders;
import dev.quotewell.settings.InvalidSettingsException;
import dev.quotewell.settings.RouteProperties;
import dev.quotewell.settings.Settings;
import dev.quotewell.yaml.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over edited routes, provider files, datasets, markets and placeholders while the application runs. All files are
 * checked together and built in a Camel of their own; only then the routes that changed are exchanged. When one of them
 * does not start, all of the change is taken back. Watchlists are checked, and read anew by each tick anyway. Safe for
 * many threads.
 */
public final class Reloader {

    private static final Logger log = LoggerFactory.getLogger(Reloader.class);

    /** How often files are read anew that change while they are read. */
    private static final int TRIES = 5;

    /**
     * What runs.
     *
     * @param datasets and
     * @param markets take over the contents of new ones
     * @param properties what the placeholders of routes stand for with some settings
     * @param takenOver hears of each configuration that runs from now on
     */
    public record Running(
            CamelContext camel,
            LiveRoutes routes,
            Datasets datasets,
            Markets markets,
            ProviderCalls calls,
            Function<Settings, Map<String, String>> properties,
            BiConsumer<Settings, Providers> takenOver) {}

    /**
     * What a change is judged by and what it brings.
     *
     * @param properties what placeholders stand for
     */
    private record Configuration(
            Settings settings,
            Map<String, String> properties,
            Datasets datasets,
            Markets markets,
            Providers providers,
            RouteParts parts) {}

    private final Path routes;
    private final Running running;
    private final InstantSource clock;
    private final Settings started;
    private final WatchedFiles files;
    private Configuration current;
    private Map<Path, String> contents;
    private Map<Path, String> seen;
    private Map<Path, String> settling;
    private volatile ReloadStatus status;

    /** @param settings those that were started with */
    public Reloader(Settings settings, Path routes, Running running, InstantSource clock) {
        this.routes = routes;
        this.running = running;
        this.clock = clock;
        this.started = settings;
        this.files = new WatchedFiles(settings.source(), routes);
        this.current = new Configuration(
                settings,
                running.properties().apply(settings),
                running.datasets(),
                running.markets(),
                running.calls().providers(),
                parts(settings, running.calls().providers()));
        this.seen = files.versions();
        this.settling = seen;
        this.contents = WatchedFiles.contents(seen);
        this.status = ReloadStatus.first(clock.instant());
    }

    /**
     * Tells in the log what a change would be refused for already. Also the first check is the slowest, and so nobody
     * waits for it.
     */
    public synchronized void check() {
        List<Fault> faults = lint();
        if (!faults.isEmpty()) {
            log.warn("What runs would be refused as a change:\n{}", lines(faults));
        }
    }

    private List<Fault> lint() {
        for (Path folder : List.of(routes, started.config())) {
            if (!Files.isDirectory(folder)) {
                return List.of(new Fault(Place.top(folder.toString()), "found no such folder, allowed is one"));
            }
        }
        return Lint.check(new Lint.Surroundings(started.source(), routes, clock.instant()), List.of())
                .faults();
    }

    private static String lines(List<Fault> faults) {
        return faults.stream().map(Fault::toString).collect(Collectors.joining("\n"));
    }

    public ReloadStatus status() {
        return status;
    }

    /** Takes over what was changed, once it has not been changed again since the last look: one save writes twice. */
    public synchronized void look() {
        Map<Path, String> now = files.versions();
        if (now.equals(seen)) {
            return;
        }
        if (!now.equals(settling)) {
            settling = now;
            return;
        }
        takeOver(now);
    }

    /** Takes over what was changed. */
    public synchronized ReloadStatus reload() {
        boolean done = false;
        for (int i = 0; i < TRIES && !done; i++) {
            done = takeOver(files.versions());
        }
        if (!done) {
            reject(List.of(new Fault(
                    Place.top(routes.toString()), "found files that change all the time, allowed are some that rest")));
        }
        return status;
    }

    /** @return whether the files stayed as they are while they were read; nothing has happened otherwise */
    private boolean takeOver(Map<Path, String> now) {
        long began = System.nanoTime();
        Map<Path, String> texts = WatchedFiles.contents(now);
        List<Fault> faults;
        Configuration next = null;
        try {
            faults = lint();
            next = faults.isEmpty() ? read() : null;
        } catch (InvalidSettingsException wrong) {
            faults = wrong.faults().stream().map(files::ofSetting).toList();
        } catch (RuntimeException unforeseen) {
            faults = List.of(unforeseen(unforeseen));
        }
        if (!files.versions().equals(now)) {
            settling = now;
            return false;
        }
        seen = now;
        settling = now;
        List<String> changed = WatchedFiles.changed(contents, texts);
        try {
            if (next == null) {
                reject(faults);
            } else {
                bring(next, changed, began);
                contents = texts;
            }
        } catch (RefusedChangeException refused) {
            log.debug("A change was taken back", refused);
            reject(List.of(refused.fault()));
        } catch (RuntimeException unforeseen) {
            reject(List.of(unforeseen(unforeseen)));
        }
        return true;
    }

    /** It was sound a moment ago, or nobody has thought of it. */
    private Fault unforeseen(RuntimeException failure) {
        log.debug("A change cannot be taken over", failure);
        return new Fault(Place.top(routes.toString()), "found what cannot be taken over: " + failure);
    }

    private Configuration read() {
        // What is ours holds from the start to the end, in the placeholders of routes too.
        Settings settings = started.withOthers(started.source().read().others());
        Path config = settings.config();
        Datasets datasets = Datasets.read(config.resolve("datasets"));
        Providers providers = Providers.read(config.resolve("providers"), datasets);
        return new Configuration(
                settings,
                running.properties().apply(settings),
                datasets,
                Markets.read(config.resolve("markets")),
                providers,
                parts(settings, providers));
    }

    private RouteParts parts(Settings settings, Providers providers) {
        Placeholders placeholders =
                new Placeholders(RouteProperties.of(settings), settings.source().environment());
        return RouteParts.read(routes, providers, settings.config().resolve("providers"), placeholders);
    }

    private void bring(Configuration next, List<String> changed, long began) {
        requireSameDatasets(next.datasets());
        boolean otherMarkets = changed.stream()
                .anyMatch(file -> Path.of(file).startsWith(started.config().resolve("markets")));
        RouteChanges changes = RouteChanges.between(current.parts(), next.parts(), otherMarkets);
        if (!changes.isEmpty()) {
            tryOut(next);
        }
        Map<String, String> before = current.properties();
        use(next.properties());
        // Routes of new providers and of those that go are both called while routes are exchanged.
        running.calls().use(next.providers().and(current.providers()));
        try {
            new Exchange(running.routes(), current.parts(), () -> use(before)).bring(changes);
        } catch (RefusedChangeException refused) {
            running.calls().use(current.providers());
            throw refused;
        }
        running.datasets().become(next.datasets());
        running.markets().become(next.markets());
        running.calls().use(next.providers());
        running.takenOver().accept(next.settings(), next.providers());
        if (changed.isEmpty()) {
            status = status.mended();
            log.info("Configuration {} runs on: nothing was changed", status.generation());
        } else {
            status = status.next(clock.instant(), changed, atRestart());
            log.info(
                    "Configuration {} runs: {}; {} ({} ms)",
                    status.generation(),
                    String.join(", ", changed),
                    changes.summary(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
            status.restart().forEach(key -> log.warn("{} was changed and holds from the next start on", key));
        }
        current = next;
    }

    private void use(Map<String, String> properties) {
        Properties values = new Properties();
        values.putAll(properties);
        running.camel().getPropertiesComponent().setOverrideProperties(values);
    }

    private void tryOut(Configuration next) {
        RouteParts parts = next.parts();
        try {
            DryRun.build(running.camel(), next.properties(), parts.texts());
        } catch (Exception failed) {
            Place place = CamelFaults.route(failed)
                    .map(parts.routes()::get)
                    .map(RoutePart::place)
                    .orElse(Place.top(routes.toString()));
            throw new RefusedChangeException(
                    new Fault(
                            place,
                            "found what cannot be built, " + CamelFaults.reason(failed) + ", allowed is what can"),
                    failed);
        }
    }

    /** Their steps, their meters and the watch over their copies begin at the start. */
    private void requireSameDatasets(Datasets next) {
        for (String name : next.names()) {
            if (running.datasets().find(name).isEmpty()) {
                throw refusedDataset(name, "found the new dataset " + name + ", allowed is one after a restart");
            }
        }
        for (String name : running.datasets().names()) {
            if (next.find(name).isEmpty()) {
                throw refusedDataset(name, "found no dataset " + name + " any more, allowed is so after a restart");
            }
        }
    }

    private RefusedChangeException refusedDataset(String name, String message) {
        Path file = started.config().resolve("datasets").resolve(name + ".schema.json");
        Fault fault = new Fault(Place.top(file.toString()), message);
        return new RefusedChangeException(fault, new IllegalStateException(message));
    }

    /** As files and environment are now, against what was started with. */
    private List<String> atRestart() {
        Settings now = started.source().read();
        TreeSet<String> keys = new TreeSet<>(started.differing(now));
        Stream.concat(started.others().keySet().stream(), now.others().keySet().stream())
                .filter(key -> key.startsWith("camel."))
                .filter(key ->
                        !Objects.equals(started.others().get(key), now.others().get(key)))
                .forEach(keys::add);
        return List.copyOf(keys);
    }

    private void reject(List<Fault> faults) {
        ReloadStatus.@Nullable Rejected before = status.rejected();
        status = status.rejecting(clock.instant(), faults);
        if (before == null || !before.faults().equals(faults)) {
            log.error(
                    "Configuration {} runs on, the change is not taken over:\n{}", status.generation(), lines(faults));
        }
    }
}
