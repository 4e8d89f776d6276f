package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.quotewell.yaml.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/**
 * A compiled jq 1.6 program with our exact functions ({@link Numbers}, {@link Times}). jackson-jq hands numbers on
 * untouched, but its arithmetic goes through double; so what loses digits, or reads a clock, is not offered.
 * Safe for many threads.
 */
final class Jq {

    private static final Map<String, UnaryOperator<JsonNode>> PLAIN = Map.of(
            "date_from_epoch", Times::dateFromEpoch,
            "day_end", Times::dayEnd,
            "day_start", Times::dayStart,
            "decimal", Numbers::decimal,
            "from_epoch_ms", in -> Times.fromEpoch(in, 3),
            "from_epoch_ns", in -> Times.fromEpoch(in, 9),
            "from_epoch_s", in -> Times.fromEpoch(in, 0),
            "instant", Times::instant,
            "nonzero", Numbers::nonzero);

    private static final Map<String, BinaryOperator<JsonNode>> WITH_ARGUMENT = Map.of(
            "date", Times::date,
            "date_from_epoch_in", Times::dateFromEpochIn,
            "local_to_utc", Times::localToUtc,
            "per", Numbers::per,
            "scale10", Numbers::scale10);

    /** They lose digits, read the clock, or differ from call to call and machine to machine. */
    private static final Set<String> REFUSED =
            Set.of("tonumber", "fromjson", "add", "now", "timestamp", "random", "uuid4", "hostname", "debug_scope");

    private static final String FUNCTIONS_TEXT = "those of jq 1.6 that keep all digits and read no clock, and "
            + Stream.concat(PLAIN.keySet().stream(), WITH_ARGUMENT.keySet().stream())
                    .sorted()
                    .collect(Collectors.joining(", "));
    private static final Pattern PLACE = Pattern.compile("(?s)(.*?) at line (\\d+), (column \\d+).*");
    private static final Scope ROOT = createRoot();
    private static final Set<String> FUNCTIONS = functions();

    private final JsonQuery query;

    private Jq(JsonQuery query) {
        this.query = query;
    }

    /** Compiles the program of a field; a fault is noted there, and a program without results stands in. */
    static Jq read(Section section, String field, Set<String> variables) {
        String text = section.text(field, "a jq program");
        try {
            JsonQuery query = JsonQuery.compile(text, Versions.JQ_1_6);
            JqNames.check(text, FUNCTIONS, variables)
                    .forEach(unknown -> section.faultInside(
                            field,
                            unknown.line(),
                            "found " + (isVariable(unknown) ? "" : "the function ") + unknown.name() + " in "
                                    + section.nameOf(field) + ", allowed are "
                                    + (isVariable(unknown) ? variablesText(variables) : FUNCTIONS_TEXT)));
            return new Jq(query);
        } catch (JsonQueryException fault) {
            if (section.has(field)) {
                noteSyntax(section, field, fault);
            }
            return new Jq(empty());
        }
    }

    /** All results. Every way to fail is a {@link JsonQueryException}; its message may repeat the reply's text. */
    List<JsonNode> apply(JsonNode in, Map<String, JsonNode> variables) throws JsonQueryException {
        Scope scope = Scope.newChildScope(ROOT);
        variables.forEach(scope::setValue);
        List<JsonNode> results = new ArrayList<>();
        try {
            query.apply(scope, in, results::add);
        } catch (RuntimeException | StackOverflowError fault) {
            throw new JsonQueryException(fault);
        }
        return results;
    }

    /** The first result; null where there is none, or where the program cannot work on the input. */
    JsonNode first(JsonNode in, Map<String, JsonNode> variables) {
        try {
            List<JsonNode> results = apply(in, variables);
            return results.isEmpty() ? NullNode.getInstance() : results.get(0);
        } catch (JsonQueryException doesNotFit) {
            return NullNode.getInstance();
        }
    }

    /** Whether the first result is true; an input that the program cannot work on is a no. */
    boolean test(JsonNode in, Map<String, JsonNode> variables) {
        return isTrue(first(in, variables));
    }

    /** In jq everything is true but null and false. */
    private static boolean isTrue(JsonNode value) {
        return !value.isNull() && (!value.isBoolean() || value.booleanValue());
    }

    /** Where the parser stopped, and at what; its list of the tokens it waited for is no help. */
    private static void noteSyntax(Section section, String field, JsonQueryException fault) {
        Throwable cause = fault.getCause() == null ? fault : fault.getCause();
        Matcher place = PLACE.matcher(String.valueOf(cause.getMessage()));
        int line = place.matches() ? Integer.parseInt(place.group(2)) : 1;
        String problem =
                place.matches() ? place.group(1).replaceAll("\\s+", " ") + ", " + place.group(3) : "it is empty";
        section.faultInside(field, Math.max(1, line), "found no jq in " + section.nameOf(field) + ": " + problem);
    }

    private static boolean isVariable(JqNames.Unknown unknown) {
        return unknown.name().startsWith("$");
    }

    private static String variablesText(Set<String> variables) {
        return variables.isEmpty() ? "none here" : "$" + String.join(", $", new TreeSet<>(variables));
    }

    private static Scope createRoot() {
        Scope root = Scope.newEmptyScope();
        BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_6, root);
        PLAIN.forEach((name, function) -> root.addFunction(
                name, 0, (scope, args, in, path, output, version) -> output.emit(function.apply(in), null)));
        WITH_ARGUMENT.forEach((name, function) -> root.addFunction(
                name,
                1,
                (scope, args, in, path, output, version) ->
                        args.get(0).apply(scope, in, argument -> output.emit(function.apply(in, argument), null))));
        return root;
    }

    private static Set<String> functions() {
        Set<String> names = ROOT.getLocalFunctions().keySet().stream()
                .map(name -> name.substring(0, name.lastIndexOf('/')))
                .collect(Collectors.toCollection(TreeSet::new));
        names.removeAll(REFUSED);
        return names;
    }

    private static JsonQuery empty() {
        try {
            return JsonQuery.compile("empty", Versions.JQ_1_6);
        } catch (JsonQueryException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
