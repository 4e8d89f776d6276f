package dev.quotewell.provider;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/**
 * Finds the unknown names of a jq program when its file is read: jackson-jq itself would only tell when a reply
 * first reaches them. It looks at words, not at grammar, and where in doubt says nothing.
 */
final class JqNames {

    record Fault(int line, String found, String allowed) {}

    record Place(int line, String problem) {}

    private static final Set<String> WORDS = Set.of(
            "and", "as", "break", "catch", "def", "elif", "else", "end", "false", "foreach", "if", "import", "include",
            "label", "module", "null", "or", "reduce", "then", "true", "try");

    private static final Pattern TEXT_OR_COMMENT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|#[^\\n]*", Pattern.DOTALL);
    private static final Pattern VARIABLE = Pattern.compile("\\$([a-zA-Z_]\\w*)");
    private static final Pattern WORD = Pattern.compile("(?<![\\w.$@])[a-zA-Z_]\\w*");
    private static final Pattern BOUND = Pattern.compile("\\b(?:as|label)\\s+([^|]+)\\|");
    private static final Pattern DEFINED = Pattern.compile("\\bdef\\s+([a-z_]\\w*)\\s*(?:\\(([^)]*)\\))?");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_]\\w*");
    private static final Pattern PLACE = Pattern.compile("(?s)(.*?) at line (\\d+), (column \\d+).*");

    private JqNames() {}

    static List<Fault> check(String program, Set<String> functions, Set<String> variables) {
        String code = withoutTexts(program);
        Set<String> bound = new HashSet<>(variables);
        Set<String> defined = new HashSet<>(functions);
        defined.addAll(WORDS);
        BOUND.matcher(code).results().forEach(found -> addNames(found.group(1), bound));
        DEFINED.matcher(code).results().forEach(found -> {
            defined.add(found.group(1));
            if (found.group(2) != null) {
                addNames(found.group(2), bound);
                addNames(found.group(2), defined);
            }
        });
        List<Fault> faults = new ArrayList<>();
        VARIABLE.matcher(code)
                .results()
                .filter(found -> !bound.contains(found.group(1)))
                .forEach(found -> faults.add(new Fault(
                        lineOf(code, found), found.group(), "$" + String.join(", $", new TreeSet<>(variables)))));
        WORD.matcher(code)
                .results()
                .filter(found -> !defined.contains(found.group()) && !isField(code, found))
                .forEach(found -> faults.add(
                        new Fault(lineOf(code, found), "the function " + found.group(), String.join(", ", functions))));
        return faults;
    }

    /** Whether a word is the name of an object's field: {@code {x: 1}}, or {@code {x, y}} for short. */
    private static boolean isField(String code, MatchResult word) {
        String before = code.substring(0, word.start()).stripTrailing();
        String after = code.substring(word.end()).stripLeading();
        boolean inList =
                (before.endsWith("{") || before.endsWith(",")) && (after.startsWith("}") || after.startsWith(","));
        return inList || after.startsWith(":");
    }

    /** Where the parser stopped, and at what; its list of the tokens it waited for is no help. */
    static Place placeOf(JsonQueryException fault) {
        Throwable cause = fault.getCause() == null ? fault : fault.getCause();
        Matcher matcher = PLACE.matcher(String.valueOf(cause.getMessage()));
        if (!matcher.matches()) {
            return new Place(1, "it cannot be read");
        }
        int line = Math.max(1, Integer.parseInt(matcher.group(2)));
        return new Place(line, matcher.group(1).replaceAll("\\s+", " ") + ", " + matcher.group(3));
    }

    /** Texts and comments as blanks of the same length, so that lines stay where they are. */
    private static String withoutTexts(String program) {
        return TEXT_OR_COMMENT
                .matcher(program)
                .replaceAll(found -> found.group().replaceAll("[^\\n]", " "));
    }

    private static void addNames(String text, Set<String> names) {
        NAME.matcher(text).results().forEach(name -> names.add(name.group()));
    }

    private static int lineOf(String code, MatchResult found) {
        return 1
                + (int) code.substring(0, found.start())
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }
}
