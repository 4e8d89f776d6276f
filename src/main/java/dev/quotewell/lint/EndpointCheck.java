package dev.quotewell.lint;

import dev.quotewell.lint.Routes.Role;
import dev.quotewell.lint.Routes.Use;
import dev.quotewell.routefile.Option;
import dev.quotewell.routefile.Placeholders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.converter.DurationConverter;

/** Checks URIs and their options against what the components take. */
final class EndpointCheck {

    /** A name that is this long is hardly a host's own when it is nearly one of ours. */
    private static final int LONG_NAME = 8;

    private static final String DURATIONS = "is a duration such as 500ms, 30s, 15m, 6h or 1d";
    private static final Set<String> OURS = Set.of("cache-aside", "redis-stream", "schedule");
    private static final Pattern DURATION =
            Pattern.compile("-?\\d+|[Pp].+|(?=\\d)(\\d+d)?(\\d+h)?(\\d+m(in)?)?(\\d+s(ec)?)?(\\d+ms)?");

    private final ComponentCatalog catalog;
    private final Placeholders placeholders;
    private final Set<String> misshapen;

    /** @param misshapen files of which it is not told what they lack */
    EndpointCheck(ComponentCatalog catalog, Placeholders placeholders, Set<String> misshapen) {
        this.catalog = catalog;
        this.placeholders = placeholders;
        this.misshapen = Set.copyOf(misshapen);
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
        if (endpoint.endpoint().isDoubled()) {
            faults.add(new Fault(
                    endpoint.place(),
                    "found options in the URI and under parameters, allowed are those under parameters alone"));
        }
        for (ComponentDescription.Option wanted : component.options().values()) {
            boolean given = wanted.inPath() && !endpoint.path().isEmpty();
            boolean told = misshapen.contains(endpoint.place().file()) || misspelled(endpoint, component, wanted);
            if (wanted.required()
                    && !given
                    && !told
                    && endpoint.option(wanted.name()) == null
                    && !isTemplate(endpoint)) {
                faults.add(new Fault(
                        endpoint.place(),
                        "found no " + wanted.name() + " for " + component.scheme() + ", allowed is one that says it"));
            }
        }
    }

    /** Whether an option that is not known is nearly this one, and told so. */
    private static boolean misspelled(
            Use endpoint, ComponentDescription component, ComponentDescription.Option option) {
        return endpoint.options().stream()
                .filter(given -> component.option(given.name()) == null)
                .anyMatch(given ->
                        Spelling.nearest(given.name(), Set.of(option.name())).isPresent());
    }

    /** The loader's endpoint stands in an option and brings no options of its own. */
    private static boolean isTemplate(Use endpoint) {
        return endpoint.uri().contains("{{?");
    }

    private void check(Option option, ComponentDescription component, List<Fault> faults) {
        ComponentDescription.Option known = component.option(option.name());
        if (known != null) {
            checkValue(option, known, component.scheme(), faults);
            return;
        }
        // An entry of an option that is a map, or a name that a template's user gives.
        String map = option.name().replaceFirst("[.\\[].*", "");
        if (option.name().contains("{{") || (!map.equals(option.name()) && component.option(map) != null)) {
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

    private void checkValue(Option option, ComponentDescription.Option known, String scheme, List<Fault> faults) {
        String value = placeholders.fill(option.value());
        if (value.contains("{{") || value.startsWith("#") || value.startsWith("RAW(") || value.contains("${")) {
            return;
        }
        // Camel takes a bare number as milliseconds, and a negative time where a component has a meaning for it.
        boolean ours = OURS.contains(scheme) && known.type().equals("duration");
        String allowed = ours && (value.startsWith("-") || !hasUnit(value)) ? DURATIONS : allowed(value, known);
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
            case "integer" ->
                isWhole(value, known.large()) || (duration(value).isPresent() && !value.matches("-?\\d+"));
            case "number" -> value.matches("-?\\d+(\\.\\d+)?");
            case "duration" -> duration(value).isPresent();
            case "enum" -> known.values().stream().anyMatch(value::equalsIgnoreCase);
            default -> true;
        };
        if (fits) {
            return "";
        }
        return switch (known.type()) {
            case "boolean" -> "are true, false";
            case "enum" -> "are " + String.join(", ", known.values()) + Spelling.suggestion(value, known.values());
            case "duration" -> DURATIONS;
            default -> "is a number";
        };
    }

    private static boolean isWhole(String text, boolean large) {
        if (!text.matches("-?\\d{1,18}")) {
            return false;
        }
        long number = Long.parseLong(text);
        return large || number == (int) number;
    }

    static boolean isDuration(String text) {
        return duration(text).filter(length -> !length.isNegative()).isPresent();
    }

    /** Whether it is no bare number, which Camel would take for milliseconds. */
    static boolean hasUnit(String text) {
        return !text.matches("0*[1-9]\\d*");
    }

    /** As Camel reads it; empty also for what it would take for no time at all, such as {@code 5x}. */
    static Optional<Duration> duration(String text) {
        try {
            return DURATION.matcher(text).matches()
                    ? Optional.of(DurationConverter.toDuration(text))
                    : Optional.empty();
        } catch (RuntimeException notOne) {
            return Optional.empty();
        }
    }
}
