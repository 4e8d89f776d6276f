package dev.quotewell.camel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Makes one line of what Camel says when the routes do not start: where, and what is wrong there. */
public final class CamelFaults {

    /** Camel names the route first and then quotes much of it; only the name helps. */
    private static final Pattern ROUTE = Pattern.compile("Failed to (?:create|start) route: (\\S+)");

    private static final Pattern SOURCE = Pattern.compile("\\(source: ([^)]+)\\)");

    private CamelFaults() {}

    /** Where and what, in one line. */
    public static String explain(Throwable failure) {
        String where = causes(failure).stream()
                .flatMap(cause -> where(cause).stream())
                .findFirst()
                .map(place -> place + ": ")
                .orElse("");
        return "The routes cannot start: " + where + reason(failure);
    }

    /** What is wrong, without where. */
    public static String reason(Throwable failure) {
        List<Throwable> causes = causes(failure);
        // The deepest cause alone is often too short ("String index out of range"), the ones above quote whole routes.
        String deepest = what(causes.get(causes.size() - 1));
        String above = causes.size() < 2 ? deepest : what(causes.get(causes.size() - 2));
        return above.contains(deepest) || ROUTE.matcher(above).find() ? deepest : above + ": " + deepest;
    }

    /** The id of the route that is wrong, where Camel names one. */
    public static Optional<String> route(Throwable failure) {
        return causes(failure).stream()
                .map(cause -> ROUTE.matcher(String.valueOf(cause.getMessage())))
                .filter(Matcher::find)
                .map(route -> route.group(1))
                .findFirst();
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static String what(Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        if (cause instanceof MarkedYamlEngineException yaml && yaml.getProblem() != null) {
            message = yaml.getProblem();
        }
        String line = message.lines().findFirst().orElse("").strip();
        int reason = line.indexOf(" due to: ");
        return reason < 0 ? line : line.substring(reason + " due to: ".length());
    }

    private static Optional<String> where(Throwable cause) {
        if (cause instanceof MarkedYamlEngineException yaml
                && yaml.getProblemMark().isPresent()) {
            Mark mark = yaml.getProblemMark().get();
            return Optional.of(mark.getName() + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1));
        }
        String message = String.valueOf(cause.getMessage());
        Matcher source = SOURCE.matcher(message);
        if (source.find()) {
            return Optional.of(source.group(1));
        }
        Matcher route = ROUTE.matcher(message);
        return route.find() ? Optional.of("route " + route.group(1)) : Optional.empty();
    }
}
