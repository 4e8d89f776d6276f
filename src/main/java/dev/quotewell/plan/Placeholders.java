package dev.quotewell.plan;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code {{name}}} and {@code {{name:default}}} of routes. */
record Placeholders(Map<String, String> properties) {

    private static final Pattern FORM = Pattern.compile("\\{\\{([^{}:]+)(?::([^{}]*))?}}");

    /** Properties may name others; deeper than that is a circle. */
    private static final int DEEPEST = 10;

    Placeholders {
        properties = Map.copyOf(properties);
    }

    /** The text as it is when something in it cannot be resolved, which is then a fault. */
    Text resolve(Text text, List<String> faults) {
        String value = text.value();
        for (int depth = 0; depth < DEEPEST && value.contains("{{"); depth++) {
            Matcher matcher = FORM.matcher(value);
            StringBuilder resolved = new StringBuilder();
            while (matcher.find()) {
                String name = matcher.group(1).strip();
                String found = properties.getOrDefault(name, matcher.group(2));
                if (found == null) {
                    faults.add(text.fault("found {{" + name + "}}, which no property resolves: set " + name
                            + " in application.properties"));
                    return text;
                }
                matcher.appendReplacement(resolved, Matcher.quoteReplacement(found));
            }
            matcher.appendTail(resolved);
            value = resolved.toString();
        }
        return new Text(value, text.where());
    }
}
