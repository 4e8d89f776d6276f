package dev.quotewell.plan;

import dev.quotewell.provider.Provider;
import dev.quotewell.provider.Providers;
import dev.quotewell.routefile.Endpoint;
import dev.quotewell.routefile.Option;
import dev.quotewell.routefile.Placeholders;
import dev.quotewell.routefile.RouteFiles;
import dev.quotewell.traffic.Setup;
import dev.quotewell.yaml.Place;
import dev.quotewell.yaml.YamlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The {@link Setup} of files: the cache-aside steps of a directory of routes, with the providers that the loader of each
 * asks in their order.
 */
public final class SetupFiles {

    private static final String CACHE_ASIDE = "cache-aside:";
    private static final String DIRECT = "direct:";

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
    private final Providers providers;
    private final Placeholders placeholders;
    private final List<String> faults;

    private SetupFiles(Providers providers, Placeholders placeholders, List<String> faults) {
        this.providers = providers;
        this.placeholders = placeholders;
        this.faults = faults;
    }

    /**
     * Reads the routes of a directory.
     *
     * @param sources how each provider is called
     */
    public static Found read(
            Path routes,
            Placeholders placeholders,
            Providers providers,
            Function<Provider, Setup.Source> sources,
            Setup.BreakerRule breaker) {
        List<String> faults = new ArrayList<>();
        Map<String, Setup.Step> steps = new SetupFiles(providers, placeholders, faults).steps(routes);
        Map<String, Setup.Source> found = new TreeMap<>();
        providers.all().forEach(provider -> found.put(provider.name(), sources.apply(provider)));
        return new Found(new Setup(steps, found, breaker), faults);
    }

    private Map<String, Setup.Step> steps(Path routes) {
        List<RouteFile.Route> all = new ArrayList<>();
        for (Path file : RouteFiles.find(routes, this::fault)) {
            YamlFile.read(file, "a list of routes", this::fault)
                    .ifPresent(yaml -> all.addAll(RouteFile.read(yaml, placeholders)));
        }
        all.forEach(route -> byFrom.putIfAbsent(route.from(), route));
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
            if (providers.find(name).isPresent()) {
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
