package dev.quotewell.plan;

import dev.quotewell.provider.Provider;
import dev.quotewell.provider.Providers;
import dev.quotewell.traffic.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The {@link Setup} of files: the cache-aside steps of a directory of routes, with the providers that the loader of each
 * asks in their order.
 */
public final class SetupFiles {

    private static final String CACHE_ASIDE = "cache-aside:";
    private static final String DIRECT = "direct:";
    private static final String SUFFIX = ".camel.yaml";

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
     * @param properties what placeholders stand for
     * @param sources how each provider is called
     */
    public static Found read(
            Path routes,
            Map<String, String> properties,
            Providers providers,
            Function<Provider, Setup.Source> sources,
            Setup.BreakerRule breaker) {
        List<String> faults = new ArrayList<>();
        Map<String, Setup.Step> steps = new SetupFiles(providers, new Placeholders(properties), faults).steps(routes);
        Map<String, Setup.Source> found = new TreeMap<>();
        providers.all().forEach(provider -> found.put(provider.name(), sources.apply(provider)));
        return new Found(new Setup(steps, found, breaker), faults);
    }

    private Map<String, Setup.Step> steps(Path routes) {
        List<RouteFile.Route> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(routes)) {
            files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .forEach(file -> all.addAll(RouteFile.read(file, placeholders, faults)));
        } catch (IOException e) {
            faults.add(routes + ":1:1: found no readable directory, allowed is one of *" + SUFFIX + " files");
        }
        all.forEach(route -> byFrom.putIfAbsent(route.from().value(), route));
        Map<String, Setup.Step> steps = new TreeMap<>();
        for (RouteFile.Route route : all) {
            for (RouteFile.Target target : route.targets()) {
                if (target.uri().value().startsWith(CACHE_ASIDE)) {
                    Text uri = placeholders.resolve(target.uri(), faults);
                    RouteFile.Target step = target.resolved(placeholders, faults);
                    String dataset = uri.value().substring(CACHE_ASIDE.length());
                    steps.putIfAbsent(dataset, StepParameters.read(step, order(dataset, step), faults));
                }
            }
        }
        if (steps.isEmpty() && faults.isEmpty()) {
            faults.add(routes + ":1:1: found no step cache-aside, allowed are routes with one at least");
        }
        return steps;
    }

    /** The providers that the loader of a step asks. */
    private List<String> order(String dataset, RouteFile.Target step) {
        Text loader = step.parameters().get("loader");
        RouteFile.Route route = loader == null ? null : byFrom.get(loader.value());
        if (loader == null || route == null) {
            Text at = loader == null ? step.uri() : loader;
            faults.add(at.fault("found " + (loader == null ? "no loader" : "the loader " + loader.value())
                    + ", allowed is the direct: URI that a route begins with"));
            return List.of();
        }
        List<String> order = new ArrayList<>();
        String end = "-" + dataset;
        for (RouteFile.Target target : route.targets()) {
            String uri = target.uri().value();
            if (!uri.startsWith(DIRECT) || byFrom.containsKey(uri)) {
                continue;
            }
            String name = uri.endsWith(end) ? uri.substring(DIRECT.length(), uri.length() - end.length()) : "";
            if (providers.find(name).isPresent()) {
                order.add(name);
            } else {
                faults.add(target.uri()
                        .fault("found " + uri + ", allowed is direct:<provider>" + end
                                + " with a provider of config/providers"));
            }
        }
        return order;
    }
}
