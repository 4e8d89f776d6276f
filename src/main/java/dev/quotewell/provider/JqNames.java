package dev.quotewell.provider;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the unknown names of a jq program when its file is read: jackson-jq itself would only tell when a reply
 * first reaches them. It looks at words, not at grammar, and where in doubt it says nothing.
 */
final class JqNames {

    /** A name nobody defines; variables keep their {@code $}. */
    record Unknown(int line, String name) {}

    static final Set<String> WORDS = Set.of(
            "and", "as", "break", "catch", "def", "elif", "else", "end", "false", "foreach", "if", "import", "include",
            "label", "module", "null", "or", "reduce", "then", "true", "try");

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_]\\w*");
    private static final Pattern VARIABLE = Pattern.compile("\\$([a-zA-Z_]\\w*)");
    private static final Pattern WORD = Pattern.compile("(?<![\\w.$@])([a-zA-Z_]\\w*)");
    private static final Pattern BOUND = Pattern.compile("\\b(?:as|label)\\s([^|]+)");
    private static final Pattern DEFINED = Pattern.compile("\\bdef\\s+([a-z_]\\w*)\\s*(\\([^)]*\\))?");

    private JqNames() {}

    static List<Unknown> check(String program, Set<String> functions, Set<String> variables) {
        String code = withoutTexts(program);
        Set<String> bound = new HashSet<>(variables);
        Set<String> defined = new HashSet<>(functions);
        defined.addAll(WORDS);
        BOUND.matcher(code).results().forEach(found -> addNames(found.group(1), bound));
        DEFINED.matcher(code).results().forEach(found -> {
            addNames(found.group(), bound);
            addNames(found.group(), defined);
        });
        List<Unknown> unknown = new ArrayList<>();
        collect(VARIABLE.matcher(code), code, word -> !bound.contains(word.group(1)), unknown);
        collect(WORD.matcher(code), code, word -> !defined.contains(word.group(1)) && !isField(code, word), unknown);
        return unknown;
    }

    private static void collect(Matcher words, String code, Predicate<MatchResult> isUnknown, List<Unknown> unknown) {
        words.results()
                .filter(isUnknown)
                .map(word -> new Unknown(lineOf(code, word), word.group()))
                .forEach(unknown::add);
    }

    /** Whether a word is the name of an object's field: {@code {x: 1}}, or {@code {x, y}} for short. */
    private static boolean isField(String code, MatchResult word) {
        String before = code.substring(0, word.start()).stripTrailing();
        String after = code.substring(word.end()).stripLeading();
        boolean listed =
                (before.endsWith("{") || before.endsWith(",")) && (after.startsWith("}") || after.startsWith(","));
        return listed || after.startsWith(":");
    }

    private static void addNames(String text, Set<String> names) {
        NAME.matcher(text).results().forEach(name -> names.add(name.group()));
    }

    private static int lineOf(String code, MatchResult word) {
        return 1 + (int) code.substring(0, word.start()).lines().skip(1).count();
    }

    /** The program with blanks for texts and comments, but not for the code inside {@code "\(...)"}. */
    private static String withoutTexts(String program) {
        StringBuilder code = new StringBuilder();
        Deque<Integer> open = new ArrayDeque<>();
        boolean inText = false;
        boolean inComment = false;
        for (int i = 0; i < program.length(); i++) {
            char c = program.charAt(i);
            boolean blank = inText || inComment || c == '"' || c == '#';
            if (c == '\n') {
                inComment = false;
                blank = false;
            } else if (inText && c == '\\') {
                inText = program.charAt(Math.min(++i, program.length() - 1)) != '(';
                if (!inText) {
                    open.push(0);
                }
                code.append(' ');
            } else if (c == '"' && !inComment) {
                inText = !inText;
            } else if (c == '#' && !inText) {
                inComment = true;
            } else if (!blank && !open.isEmpty() && (c == '(' || c == ')')) {
                int depth = open.pop() + (c == '(' ? 1 : -1);
                inText = depth < 0;
                blank = inText;
                if (!inText) {
                    open.push(depth);
                }
            }
            code.append(blank ? ' ' : c);
        }
        return code.toString();
    }
}
