package dev.quotewell.lint;

import dev.quotewell.lint.Routes.Role;
import dev.quotewell.lint.Routes.Use;
import dev.quotewell.routefile.Option;
import dev.quotewell.routefile.Placeholders;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.util.TimeUtils;

/** Checks URIs and their options against what the components take. */
final class EndpointCheck {

    /** A name that is this long is hardly a host's own when it is nearly one of ours. */
    private static final int LONG_NAME = 8;

    private final ComponentCatalog catalog;
    private final Placeholders placeholders;

    EndpointCheck(ComponentCatalog catalog, Placeholders placeholders) {
        this.catalog = catalog;
        this.placeholders = placeholders;
    }

    List<Fault> check(List<Use> endpoints) {
        List<Fault> faults = new ArrayList<>();
        endpoints.forEach(endpoint -> check(endpoint, faults));
        return faults;
    }

    private void check(Use endpoint, List<Fault> faults) {
        String scheme = placeholders.fill(endpoint.scheme());
        if (scheme.contains("{{") || scheme.contains("${")) {
            return;
        }
        catalog.find(scheme)
                .ifPresentOrElse(
                        component -> check(endpoint, component, faults),
                        () -> faults.add(new Fault(
                                endpoint.place(),
                                "found the component " + scheme + ", allowed are those on the class path, such as "
                                        + "direct, cache-aside, redis-stream, schedule, kafka, http"
                                        + Spelling.suggestion(scheme, catalog.schemes()))));
    }

    private void check(Use endpoint, ComponentDescription component, List<Fault> faults) {
        if (component.consumerOnly() && endpoint.role() != Role.START) {
            faults.add(new Fault(
                    endpoint.place(), "found " + component.scheme() + " as a step, allowed is the start of a route"));
        }
        if (component.producerOnly() && endpoint.role() == Role.START) {
            faults.add(new Fault(
                    endpoint.place(), "found " + component.scheme() + " as the start of a route, allowed is a step"));
        }
        for (Option option : endpoint.options()) {
            check(option, component, faults);
        }
        for (ComponentDescription.Option wanted : component.options().values()) {
            boolean given = wanted.inPath() && !endpoint.path().isEmpty();
            if (wanted.required() && !given && endpoint.option(wanted.name()) == null && !isTemplate(endpoint)) {
                faults.add(new Fault(
                        endpoint.place(),
                        "found no " + wanted.name() + " for " + component.scheme() + ", allowed is one that says it"));
            }
        }
    }

    /** The loader's endpoint stands in an option and brings no options of its own. */
    private static boolean isTemplate(Use endpoint) {
        return endpoint.uri().contains("{{?");
    }

    private void check(Option option, ComponentDescription component, List<Fault> faults) {
        ComponentDescription.Option known = component.options().get(option.name());
        if (known != null) {
            checkValue(option, known, faults);
            return;
        }
        Set<String> names = component.options().keySet();
        boolean prefixed = component.prefixes().stream().anyMatch(option.name()::startsWith);
        boolean misspelled = option.name().length() >= LONG_NAME
                && Spelling.nearest(option.name(), names).isPresent();
        if (!prefixed && component.lenient() && misspelled) {
            faults.add(new Fault(
                    option.namePlace(),
                    "found the option " + option.name() + ", which " + component.scheme()
                            + " does not know and would send to the host, allowed is none so nearly like one of its own"
                            + Spelling.suggestion(option.name(), names)));
        }
        if (!prefixed && !component.lenient()) {
            faults.add(new Fault(
                    option.namePlace(),
                    "found the option " + option.name() + ", allowed for " + component.scheme() + " are "
                            + names.stream().sorted().limit(30).collect(Collectors.joining(", "))
                            + (names.size() > 30 ? ", …" : "") + Spelling.suggestion(option.name(), names)));
        }
    }

    private void checkValue(Option option, ComponentDescription.Option known, List<Fault> faults) {
        String value = placeholders.fill(option.value());
        if (value.contains("{{") || value.startsWith("#") || value.startsWith("RAW(") || value.contains("${")) {
            return;
        }
        String allowed = allowed(value, known);
        if (!allowed.isEmpty()) {
            faults.add(new Fault(
                    option.place(),
                    "found " + (known.secret() ? "another value" : value) + " in " + option.name() + ", allowed "
                            + allowed));
        }
    }

    /** Empty when the value is allowed. */
    private static String allowed(String value, ComponentDescription.Option known) {
        boolean fits = switch (known.type()) {
            case "boolean" -> value.matches("(?i)true|false");
            case "integer" -> value.matches("-?\\d{1,18}") || isDuration(value);
            case "number" -> value.matches("-?\\d+(\\.\\d+)?");
            case "duration" -> isDuration(value);
            case "enum" -> known.values().stream().anyMatch(value::equalsIgnoreCase);
            default -> true;
        };
        if (fits) {
            return "";
        }
        return switch (known.type()) {
            case "boolean" -> "are true, false";
            case "enum" -> "are " + String.join(", ", known.values()) + Spelling.suggestion(value, known.values());
            case "duration" -> "is a duration such as 500ms, 30s, 15m, 6h or 1d";
            default -> "is a number";
        };
    }

    static boolean isDuration(String text) {
        try {
            return TimeUtils.toMilliSeconds(text) >= 0 && text.matches("P.*|[\\d. dhms]+");
        } catch (RuntimeException notOne) {
            return false;
        }
    }
}
