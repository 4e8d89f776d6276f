package dev.quotewell.plan;

import dev.quotewell.provider.Provider;
import dev.quotewell.provider.Watchlist;
import dev.quotewell.routefile.Endpoint;
import dev.quotewell.routefile.Option;
import dev.quotewell.routefile.Placeholders;
import dev.quotewell.routefile.RouteFiles;
import dev.quotewell.traffic.Setup;
import dev.quotewell.yaml.ConfigurationFaultsException;
import dev.quotewell.yaml.Place;
import dev.quotewell.yaml.YamlFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Setup} of files: the cache-aside steps of a directory of routes, with the providers that the loader of each
 * asks in their order, and its schedules with their watchlists.
 */
public final class SetupFiles {

    private static final String CACHE_ASIDE = "cache-aside:";
    private static final String DIRECT = "direct:";
    private static final String SCHEDULE = "schedule";

    /**
     * What was read.
     *
     * @param faults as {@code file:line:column: …}; what is wrong was left at its default
     */
    public record Found(Setup setup, List<String> faults) {

        public Found {
            faults = List.copyOf(faults);
        }
    }

    private final Map<String, RouteFile.Route> byFrom = new HashMap<>();
    private final Catalog catalog;
    private final Placeholders placeholders;
    private final List<String> faults;

    private SetupFiles(Catalog catalog, Placeholders placeholders, List<String> faults) {
        this.catalog = catalog;
        this.placeholders = placeholders;
        this.faults = faults;
    }

    /**
     * Reads the routes of a directory.
     *
     * @param watchlists the directory of what their schedules ask for
     * @param sources how each provider is called
     */
    public static Found read(
            Path routes,
            Path watchlists,
            Placeholders placeholders,
            Catalog catalog,
            Function<Provider, Setup.Source> sources,
            Setup.BreakerRule breaker) {
        List<String> faults = new ArrayList<>();
        SetupFiles files = new SetupFiles(catalog, placeholders, faults);
        List<RouteFile.Route> all = files.routes(routes);
        Map<String, Setup.Step> steps = files.steps(routes, all);
        Map<String, Setup.Schedule> schedules = files.schedules(all, watchlists);
        Map<String, Setup.Source> found = new TreeMap<>();
        catalog.providers().all().forEach(provider -> found.put(provider.name(), sources.apply(provider)));
        return new Found(new Setup(steps, found, schedules, breaker), faults);
    }

    private List<RouteFile.Route> routes(Path routes) {
        List<RouteFile.Route> all = new ArrayList<>();
        for (Path file : RouteFiles.find(routes, this::fault)) {
            YamlFile.read(file, "a list of routes", this::fault)
                    .ifPresent(yaml -> all.addAll(RouteFile.read(yaml, placeholders)));
        }
        all.forEach(route -> byFrom.putIfAbsent(route.from().uri(), route));
        return all;
    }

    private Map<String, Setup.Schedule> schedules(List<RouteFile.Route> all, Path watchlists) {
        Map<String, Setup.Schedule> schedules = new TreeMap<>();
        for (RouteFile.Route route : all) {
            if (route.from().scheme().equals(SCHEDULE) && route.started()) {
                schedules.put(route.from().path(), schedule(route, watchlists));
            }
        }
        return schedules;
    }

    private Setup.Schedule schedule(RouteFile.Route route, Path watchlists) {
        Endpoint from = filled(route.from());
        Watchlist watchlist = watchlist(route.watchlist(), watchlists);
        Option market = from.option("onlyInSession");
        Setup.Schedule schedule = new Setup.Schedule(
                value(from, "cron", ""),
                value(from, "timeZone", "UTC"),
                market == null ? null : market.value(),
                spread(from),
                watchlist == null ? "" : watchlist.dataset(),
                watchlist == null ? List.of() : watchlist.keys());
        try {
            catalog.ticks(schedule);
        } catch (IllegalArgumentException e) {
            Option cron = from.option("cron");
            fault(cron == null ? from.place() : cron.place(), "found no usable schedule: " + e.getMessage());
        }
        return schedule;
    }

    private static String value(Endpoint endpoint, String name, String absent) {
        Option option = endpoint.option(name);
        return option == null ? absent : option.value();
    }

    private Duration spread(Endpoint from) {
        Option option = from.option("spread");
        Duration spread = option == null ? Duration.ZERO : StepParameters.duration(option.value());
        if (option != null && spread == null) {
            fault(option.place(), "found " + option.value() + " in spread, allowed is a duration such as 30s or 5m");
        }
        return spread == null ? Duration.ZERO : spread;
    }

    private @Nullable Watchlist watchlist(RouteFile.@Nullable Named named, Path watchlists) {
        if (named == null) {
            return null;
        }
        try {
            return Watchlist.read(watchlists.resolve(named.name() + ".yaml"), catalog.datasets());
        } catch (ConfigurationFaultsException e) {
            faults.addAll(e.faults());
            return null;
        }
    }

    private Map<String, Setup.Step> steps(Path routes, List<RouteFile.Route> all) {
        Map<String, Setup.Step> steps = new TreeMap<>();
        for (RouteFile.Route route : all) {
            for (Endpoint target : route.targets()) {
                if (target.uri().startsWith(CACHE_ASIDE)) {
                    refuseUnknown(target.place(), target.uri());
                    Endpoint step = filled(target);
                    String dataset = step.uri().substring(CACHE_ASIDE.length());
                    steps.putIfAbsent(dataset, StepParameters.read(step, order(dataset, step), this::fault));
                }
            }
        }
        if (steps.isEmpty() && faults.isEmpty()) {
            fault(Place.top(routes.toString()), "found no step cache-aside, allowed are routes with one at least");
        }
        return steps;
    }

    private void fault(Place place, String fault) {
        faults.add(place + ": " + fault);
    }

    private void refuseUnknown(Place place, String filled) {
        placeholders.unknown(filled).stream()
                .findFirst()
                .ifPresent(unknown -> fault(
                        place,
                        "found {{" + unknown.name() + "}}, which no property resolves: set " + unknown.name()
                                + " in application.properties"));
    }

    /** What stays unknown is as if it were not there. */
    private Endpoint filled(Endpoint endpoint) {
        List<Option> options = new ArrayList<>();
        for (Option option : endpoint.options()) {
            String value = placeholders.fill(option.value());
            refuseUnknown(option.place(), value);
            if (!value.contains("{{")) {
                options.add(new Option(option.name(), value, option.namePlace(), option.place()));
            }
        }
        return new Endpoint(endpoint.uri(), endpoint.place(), options, endpoint.isDoubled());
    }

    /** The providers that the loader of a step asks. */
    private List<String> order(String dataset, Endpoint step) {
        Option loader = step.option("loader");
        RouteFile.Route route = loader == null ? null : byFrom.get(loader.value());
        if (loader == null || route == null) {
            fault(
                    loader == null ? step.place() : loader.place(),
                    "found " + (loader == null ? "no loader" : "the loader " + loader.value())
                            + ", allowed is the direct: URI that a route begins with");
            return List.of();
        }
        List<String> order = new ArrayList<>();
        String end = "-" + dataset;
        for (Endpoint target : route.targets()) {
            String uri = target.uri();
            if (!uri.startsWith(DIRECT) || byFrom.containsKey(uri)) {
                continue;
            }
            String name = uri.endsWith(end) ? uri.substring(DIRECT.length(), uri.length() - end.length()) : "";
            if (catalog.providers().find(name).isPresent()) {
                order.add(name);
            } else {
                fault(
                        target.place(),
                        "found " + uri + ", allowed is direct:<provider>" + end
                                + " with a provider of config/providers");
            }
        }
        return order;
    }
}
