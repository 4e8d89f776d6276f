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
import dev.quotewell.yaml.ConfigurationFaultsException;
import dev.quotewell.yaml.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
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

    /** What a change is judged by and what it brings. */
    private record Configuration(
            Settings settings, Datasets datasets, Markets markets, Providers providers, RouteParts parts) {}

    private final Path routes;
    private final Running running;
    private final InstantSource clock;
    private final List<Path> folders;
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
        Path config = settings.config();
        this.folders = List.of(
                routes,
                routes.resolve("templates"),
                config.resolve("providers"),
                config.resolve("datasets"),
                config.resolve("markets"),
                config.resolve("watchlists"));
        this.current = new Configuration(
                settings,
                running.datasets(),
                running.markets(),
                running.calls().providers(),
                parts(settings, running.calls().providers()));
        this.seen = versions(settings);
        this.settling = seen;
        this.contents = contents(seen);
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
        return Lint.check(new Lint.Surroundings(current.settings().source(), routes, clock.instant()), List.of())
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
        Map<Path, String> now = versions(current.settings());
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
        takeOver(versions(current.settings()));
        return status;
    }

    private void takeOver(Map<Path, String> now) {
        seen = now;
        settling = now;
        long began = System.nanoTime();
        Map<Path, String> texts = contents(now);
        List<String> files = changed(contents, texts);
        try {
            List<Fault> faults = lint();
            if (!faults.isEmpty()) {
                reject(faults);
                return;
            }
            bring(read(), files, began);
            contents = texts;
        } catch (RefusedChangeException refused) {
            log.debug("A change was taken back", refused);
            reject(List.of(refused.fault()));
        } catch (ConfigurationFaultsException | InvalidSettingsException | IllegalArgumentException changedMeanwhile) {
            // It was sound a moment ago: the next look sees what it has become.
            reject(List.of(new Fault(Place.top(routes.toString()), String.valueOf(changedMeanwhile.getMessage()))));
        }
    }

    private Configuration read() {
        Settings settings = current.settings().source().read();
        Path config = settings.config();
        Datasets datasets = Datasets.read(config.resolve("datasets"));
        Providers providers = Providers.read(config.resolve("providers"), datasets);
        return new Configuration(
                settings, datasets, Markets.read(config.resolve("markets")), providers, parts(settings, providers));
    }

    private RouteParts parts(Settings settings, Providers providers) {
        Placeholders placeholders =
                new Placeholders(RouteProperties.of(settings), settings.source().environment());
        return RouteParts.read(routes, providers, settings.config().resolve("providers"), placeholders);
    }

    private void bring(Configuration next, List<String> files, long began) {
        requireSameDatasets(next.datasets());
        boolean otherMarkets = files.stream().anyMatch(file -> Path.of(file).startsWith(folders.get(4)));
        RouteChanges changes = RouteChanges.between(current.parts(), next.parts(), otherMarkets);
        Map<String, String> properties = running.properties().apply(next.settings());
        if (!changes.isEmpty()) {
            tryOut(next.parts(), properties);
        }
        Map<String, String> before = running.properties().apply(current.settings());
        use(properties);
        // Routes of new providers and of those that go are both called while routes are exchanged.
        running.calls().use(next.providers().and(current.providers()));
        try {
            new Exchange(running.routes(), current.parts()).bring(changes);
        } catch (RefusedChangeException refused) {
            use(before);
            running.calls().use(current.providers());
            throw refused;
        }
        running.datasets().become(next.datasets());
        running.markets().become(next.markets());
        running.calls().use(next.providers());
        running.takenOver().accept(next.settings(), next.providers());
        if (files.isEmpty()) {
            status = status.mended();
            log.info("Configuration {} runs on: nothing was changed", status.generation());
        } else {
            status = status.next(clock.instant(), files, atRestart(next.settings()));
            log.info(
                    "Configuration {} runs: {}; {} ({} ms)",
                    status.generation(),
                    String.join(", ", files),
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

    private void tryOut(RouteParts parts, Map<String, String> properties) {
        try {
            DryRun.build(running.camel(), properties, parts.texts());
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
        Path file = folders.get(3).resolve(name + ".schema.json");
        Fault fault = new Fault(Place.top(file.toString()), message);
        return new RefusedChangeException(fault, new IllegalStateException(message));
    }

    private List<String> atRestart(Settings next) {
        TreeSet<String> keys = new TreeSet<>(status.restart());
        Map<String, String> before = current.settings().others();
        Stream.concat(before.keySet().stream(), next.others().keySet().stream())
                .filter(key -> key.startsWith("camel."))
                .filter(key -> !Objects.equals(before.get(key), next.others().get(key)))
                .forEach(keys::add);
        if (!current.settings().hasSameOwn(next)) {
            keys.add("quotewell.…");
        }
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

    private static List<String> changed(Map<Path, String> before, Map<Path, String> now) {
        TreeSet<Path> files = new TreeSet<>(before.keySet());
        files.addAll(now.keySet());
        files.removeIf(file -> Objects.equals(before.get(file), now.get(file)));
        return files.stream().map(Path::toString).toList();
    }

    private static Map<Path, String> contents(Map<Path, String> versions) {
        Map<Path, String> contents = new TreeMap<>();
        for (Path file : versions.keySet()) {
            try {
                contents.put(file, Files.readString(file));
            } catch (IOException gone) {
                log.debug("{} cannot be read at this moment", file, gone);
            }
        }
        return contents;
    }

    /** When each file was changed, and how long it is. */
    private Map<Path, String> versions(Settings settings) {
        Map<Path, String> versions = new TreeMap<>();
        settings.source().files().forEach(file -> note(file, versions));
        for (Path folder : folders) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().matches(".*\\.(yaml|json)")
                                && !file.toString().endsWith(".test.yaml")
                                && !file.getFileName().toString().startsWith("."))
                        .forEach(file -> note(file, versions));
            } catch (IOException beingChanged) {
                log.debug("{} cannot be read at this moment", folder, beingChanged);
            }
        }
        return versions;
    }

    private static void note(Path file, Map<Path, String> versions) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            versions.put(file, attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey());
        } catch (IOException gone) {
            log.debug("{} cannot be read at this moment", file, gone);
        }
    }
}
