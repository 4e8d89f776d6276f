package dev.quotewell.yaml;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A regular expression of a file with the names of its groups, which Java 17 does not tell. */
public record Regex(Pattern pattern, List<String> groups) {

    private static final Pattern GROUP = Pattern.compile("\\(\\?<([a-zA-Z][a-zA-Z0-9]*)>");
    private static final Regex NOTHING = new Regex(Pattern.compile("(?!)"), List.of());

    public Regex {
        groups = List.copyOf(groups);
    }

    /** Of a pattern that is known to be one. */
    public static Regex of(String text) {
        return new Regex(Pattern.compile(text), groups(text));
    }

    private static List<String> groups(String text) {
        return GROUP.matcher(text).results().map(found -> found.group(1)).toList();
    }

    public static Regex read(Section section, String field) {
        String text = section.text(field, "a regular expression");
        try {
            return of(text);
        } catch (PatternSyntaxException fault) {
            section.fault(
                    field,
                    "found " + text + " in " + section.nameOf(field) + ", allowed is a regular expression: "
                            + fault.getDescription());
            return NOTHING;
        }
    }
}
