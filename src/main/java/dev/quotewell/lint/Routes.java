package dev.quotewell.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the route files of a folder say, taken apart by {@link RouteReader}: each part with its place. */
final class Routes {

    /** A name and where it stands. */
    record Named(String name, Place place) {}

    /** Where an endpoint stands: at the start of a route, or behind it. */
    enum Role {
        START,
        STEP,
        DYNAMIC_STEP
    }

    /** An option of an endpoint, from its URI or from {@code parameters}. */
    record Option(String name, String value, Place namePlace, Place place) {}

    /**
     * An endpoint that is used.
     *
     * @param uri as written, without its query
     * @param route the id of the route it stands in, empty where that has none
     * @param variables the parameters of the template it stands in, which are placeholders there
     */
    record Endpoint(Role role, String uri, Place place, List<Option> options, String route, Set<String> variables) {

        Endpoint {
            options = List.copyOf(options);
            variables = Set.copyOf(variables);
        }

        String scheme() {
            int colon = uri.indexOf(':');
            return colon < 0 ? uri : uri.substring(0, colon);
        }

        /** What follows the scheme. */
        String path() {
            int colon = uri.indexOf(':');
            return colon < 0 ? "" : uri.substring(colon + 1).replaceFirst("^//", "");
        }

        @Nullable
        Option option(String name) {
            return options.stream()
                    .filter(option -> option.name().equals(name))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** A method of a bean, called in a route. */
    record Method(String text, Place place, String route) {}

    /** @param predicate whether it is asked for a yes or no */
    record Expression(String language, String text, boolean predicate, Place place) {}

    /** A text that may hold placeholders. */
    record Text(String text, Place place, boolean oneLine, Set<String> variables) {}

    /** @param required the parameters without a default */
    record Template(
            Named id,
            Set<String> parameters,
            Set<String> required,
            @Nullable String from) {}

    record TemplateUse(Named template, @Nullable Named route, Map<String, String> parameters, Place place) {}

    final List<Named> ids = new ArrayList<>();
    final List<Place> nameless = new ArrayList<>();
    final List<Named> configurations = new ArrayList<>();
    final List<Named> configurationUses = new ArrayList<>();
    final List<Endpoint> endpoints = new ArrayList<>();
    final List<Named> beans = new ArrayList<>();
    final List<Named> beanUses = new ArrayList<>();
    final List<Named> executorUses = new ArrayList<>();
    final List<Method> methods = new ArrayList<>();
    final List<Expression> expressions = new ArrayList<>();
    final List<Text> texts = new ArrayList<>();
    final List<Template> templates = new ArrayList<>();
    final List<TemplateUse> templateUses = new ArrayList<>();
}
