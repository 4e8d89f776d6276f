package dev.quotewell.lint;

import dev.quotewell.routefile.Endpoint;
import dev.quotewell.routefile.Option;
import dev.quotewell.yaml.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /**
     * An endpoint that is used.
     *
     * @param route the id of the route it stands in, empty where that has none
     * @param variables the parameters of the template it stands in, which are placeholders there
     */
    record Use(Role role, Endpoint endpoint, String route, Set<String> variables) {

        Use {
            variables = Set.copyOf(variables);
        }

        String uri() {
            return endpoint.uri();
        }

        Place place() {
            return endpoint.place();
        }

        List<Option> options() {
            return endpoint.options();
        }

        String scheme() {
            return endpoint.scheme();
        }

        String path() {
            return endpoint.path();
        }

        @Nullable
        Option option(String name) {
            return endpoint.option(name);
        }
    }

    /** A method of a bean, called in a route. */
    record Method(String text, Place place, String route) {

        private static final Pattern WATCHLIST = Pattern.compile("requests\\('([^']*)'");

        /** Its first group is the name of the watchlist that it makes requests of; not yet looked for. */
        Matcher watchlist() {
            return WATCHLIST.matcher(text);
        }
    }

    /**
     * A header that a route sets.
     *
     * @param ofMessage whether its value is a part of the message; its text is then which
     */
    record Header(String name, String text, boolean ofMessage, Place place) {}

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
    final List<Named> stepIds = new ArrayList<>();
    final List<Place> nameless = new ArrayList<>();
    final List<Named> configurations = new ArrayList<>();
    final List<Named> configurationUses = new ArrayList<>();
    final List<Use> endpoints = new ArrayList<>();
    final List<Named> beans = new ArrayList<>();
    final List<Named> beanUses = new ArrayList<>();
    final List<Named> classUses = new ArrayList<>();
    final List<Named> executorUses = new ArrayList<>();
    final List<Method> methods = new ArrayList<>();
    final List<Header> headers = new ArrayList<>();
    final List<Expression> expressions = new ArrayList<>();
    final List<Text> texts = new ArrayList<>();
    final List<Template> templates = new ArrayList<>();
    final List<TemplateUse> templateUses = new ArrayList<>();

    /** Those of the application and those that the files make. */
    Set<String> beanNames() {
        Set<String> names = new HashSet<>(Beans.NAMES);
        beans.forEach(bean -> names.add(bean.name()));
        return names;
    }
}
