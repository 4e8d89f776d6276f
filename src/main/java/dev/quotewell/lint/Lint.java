package dev.quotewell.lint;

import dev.quotewell.routefile.Placeholders;
import dev.quotewell.routefile.RouteFiles;
import dev.quotewell.settings.SettingsSource;
import dev.quotewell.yaml.Place;
import dev.quotewell.yaml.YamlFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * Reads routes and configuration as a run would, without starting anything, and tells all their faults at once. Nothing
 * is asked over the network, and no file is written.
 */
public final class Lint {

    private static final Pattern POOL = Pattern.compile("camel\\.threadpool\\.config\\[([^]]+)].*");
    private static final String PROVIDER_TEMPLATE = "provider-call";

    /**
     * What a run would have.
     *
     * @param now from when on schedules are looked at
     */
    public record Surroundings(SettingsSource settings, Path routes, Instant now) {

        Path config() {
            return settings.config();
        }
    }

    /** @param files how many were checked */
    public record Report(List<Fault> faults, int files) {

        public Report {
            faults = List.copyOf(faults);
        }
    }

    private final Surroundings where;

    private Lint(Surroundings where) {
        this.where = where;
    }

    /**
     * Checks all files together, since they refer to each other.
     *
     * @param only the files and folders whose faults are told; none for all. A route file of elsewhere joins the others
     * @throws IllegalArgumentException one of the paths is none that can be checked; the message says which are
     */
    public static Report check(Surroundings where, List<Path> only) {
        require(Files.isDirectory(where.config()), where.config(), "a folder of configuration");
        require(Files.isDirectory(where.routes()), where.routes(), "a folder of routes");
        List<Path> more = new ArrayList<>();
        for (Path path : only) {
            require(Files.exists(path), path, "an existing file or folder");
            boolean inside = isIn(path, where.config()) || isIn(path, where.routes());
            if (!inside && Files.isDirectory(path)) {
                more.addAll(RouteFiles.find(path, (place, fault) -> {}));
            } else if (!inside) {
                require(RouteFiles.isRoute(path), path, "a *.camel.yaml file, or one of the folders that are checked");
                more.add(path);
            }
        }
        return new Lint(where).check(only, more);
    }

    private static void require(boolean good, Path path, String allowed) {
        if (!good) {
            throw new IllegalArgumentException("found " + path + ", allowed is " + allowed);
        }
    }

    private static boolean isIn(Path path, Path folder) {
        return path.toAbsolutePath()
                .normalize()
                .startsWith(folder.toAbsolutePath().normalize());
    }

    private Report check(List<Path> only, List<Path> more) {
        // The logger is not to be woken by two threads at once: it would say so.
        LoggerFactory.getILoggerFactory();
        // The slow parts, each on a thread of its own.
        CompletableFuture<RouteSchema> schema = CompletableFuture.supplyAsync(RouteSchema::shared);
        CompletableFuture<Expressions> camel = CompletableFuture.supplyAsync(Expressions::open);
        Lines lines = new Lines();
        List<Fault> faults = new ArrayList<>();
        SettingFiles settings = SettingFiles.read(where.settings(), lines);
        faults.addAll(settings.faults());
        ConfigFiles config = ConfigFiles.read(where.config(), lines);
        faults.addAll(config.faults());

        Set<Path> routeFiles = new TreeSet<>(RouteFiles.find(where.routes(), Fault.into(faults)));
        routeFiles.addAll(more);
        List<YamlFile> trees = new ArrayList<>();
        Routes routes = new Routes();
        for (Path file : routeFiles) {
            Optional<YamlFile> tree = YamlFile.read(file, "a list of routes", Fault.into(faults));
            tree.ifPresent(trees::add);
            tree.ifPresent(yaml -> RouteReader.read(yaml, routes));
        }
        RouteSchema rules = schema.join();
        ComponentCatalog catalog = new ComponentCatalog();
        boolean readable = trees.size() == routeFiles.size();
        trees.forEach(tree -> faults.addAll(RouteShape.check(tree, rules, catalog, settings.placeholders())));
        Set<String> misshapen = new HashSet<>();
        faults.forEach(fault -> misshapen.add(fault.place().file()));
        try (Expressions expressions = camel.join()) {
            faults.addAll(expressions.check(routes.expressions, settings.placeholders(), routes.beanNames()));
        }
        routes.nameless.removeIf(place -> misshapen.contains(place.file()));
        checkParts(routes, config, settings, new Sound(readable, misshapen), faults);
        List<Path> files = new ArrayList<>(routeFiles);
        files.addAll(config.files());
        files.addAll(settings.files());
        return report(only, files, faults);
    }

    /**
     * What is missing where a file has other faults is told with those once they are mended: mostly it stands there,
     * misspelled or in the wrong column.
     *
     * @param readable whether all route files could be read
     * @param misshapen the files that have faults already
     */
    private record Sound(boolean readable, Set<String> misshapen) {}

    private void checkParts(Routes routes, ConfigFiles config, SettingFiles settings, Sound sound, List<Fault> faults) {
        Placeholders placeholders = settings.placeholders();
        ComponentCatalog catalog = new ComponentCatalog();
        faults.addAll(new EndpointCheck(catalog, placeholders, sound.misshapen()).check(routes.endpoints));
        if (settings.readable()) {
            faults.addAll(PlaceholderCheck.check(routes.texts, placeholders));
            faults.addAll(KeyCheck.check(settings.keys(), routes, config, catalog));
        }
        faults.addAll(References.check(routes, known(config, settings), placeholders, sound.readable()));
        faults.addAll(Dangers.check(routes, catalog, placeholders));
        faults.addAll(new CacheCheck(placeholders).check(routes.endpoints));
        faults.addAll(new ScheduleCheck(routes, config, placeholders, where.now()).check());
        boolean called = routes.templates.stream()
                .anyMatch(template -> template.id().name().equals(PROVIDER_TEMPLATE));
        if (!called && !config.providerRoutes().isEmpty()) {
            faults.add(new Fault(
                    Place.top(where.routes().toString()),
                    "found no routeTemplate " + PROVIDER_TEMPLATE
                            + ", allowed is one: all providers are called by it"));
        }
    }

    private static References.Known known(ConfigFiles config, SettingFiles settings) {
        Set<String> pools = new HashSet<>();
        for (String key : settings.values().keySet()) {
            Matcher pool = POOL.matcher(key);
            if (pool.matches()) {
                pools.add(pool.group(1));
            }
        }
        return new References.Known(
                config.providerRoutes(),
                config.datasets() == null ? Set.of() : config.datasets().names(),
                config.watchlistNames(),
                pools);
    }

    private static Report report(List<Path> only, List<Path> files, List<Fault> faults) {
        List<Fault> told = faults.stream()
                .filter(fault -> isAsked(only, Path.of(fault.place().file())))
                .distinct()
                .sorted()
                .toList();
        long checked = files.stream().filter(file -> isAsked(only, file)).count();
        return new Report(told, (int) checked);
    }

    private static boolean isAsked(List<Path> only, Path file) {
        return only.isEmpty() || only.stream().anyMatch(path -> isIn(file, path));
    }
}
