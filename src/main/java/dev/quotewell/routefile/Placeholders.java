package dev.quotewell.routefile;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code {{…}}} of routes stand for, as Camel reads them: {@code {{name}}}, {@code {{name:default}}}, {@code
 * {{?optional}}}, {@code {{!name}}} for its opposite and {@code {{env:NAME}}}. Safe for many threads.
 */
public final class Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");

    /** Values may name others; deeper than that is a circle. */
    private static final int DEEPEST = 10;

    /**
     * A placeholder that nothing stands for.
     *
     * @param at where it begins in its text, from 0
     */
    public record Unknown(String name, int at) {}

    private final Map<String, String> values;
    private final Map<String, String> environment;

    public Placeholders(Map<String, String> values, Map<String, String> environment) {
        this.values = Map.copyOf(values);
        this.environment = Map.copyOf(environment);
    }

    /** Those that have a value, without variables of the environment. */
    public Set<String> names() {
        return values.keySet();
    }

    /** The text with all known placeholders filled in, also those inside of values; the others stay as they are. */
    public String fill(String text) {
        String filled = text;
        for (int depth = 0; depth < DEEPEST && filled.contains("{{"); depth++) {
            filled = PLACEHOLDER.matcher(filled).replaceAll(found -> {
                String value = value(found.group(1));
                return Matcher.quoteReplacement(value == null ? found.group() : value);
            });
        }
        return filled;
    }

    /** Those of the text itself that {@link #fill} leaves as they are, without optional ones. */
    public List<Unknown> unknown(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(found -> new Unknown(found.group(1), found.start()))
                .filter(found -> !found.name().startsWith("?") && value(found.name()) == null)
                .toList();
    }

    private @Nullable String value(String name) {
        if (name.startsWith("!")) {
            String value = value(name.substring(1));
            return value == null ? null : Boolean.toString(!value.equals("true"));
        }
        String key = name.startsWith("?") ? name.substring(1) : name;
        if (key.matches("(env|sys|bean|properties):.*")) {
            int colon = key.indexOf(':');
            String rest = key.substring(colon + 1);
            String own = key.startsWith("env:") ? environment.get(rest.replaceFirst(":.*", "")) : null;
            return own == null && (rest.contains(":") || !key.startsWith("env:"))
                    ? rest.replaceFirst("^[^:]*:?", "")
                    : own;
        }
        int colon = key.indexOf(':');
        String plain = colon < 0 ? key : key.substring(0, colon);
        String value = values.get(plain);
        if (value != null) {
            return value;
        }
        String variable = environment.get(plain);
        return variable == null && colon >= 0 ? key.substring(colon + 1) : variable;
    }
}
