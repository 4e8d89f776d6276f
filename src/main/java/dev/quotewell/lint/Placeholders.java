package dev.quotewell.lint;

import dev.quotewell.settings.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the {@code {{…}}} of routes stand for: settings, and variables of the environment. Safe for many threads. */
public final class Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");

    private final Map<String, String> values;
    private final Map<String, String> environment;

    Placeholders(Map<String, String> values, Map<String, String> environment) {
        this.values = Map.copyOf(values);
        this.environment = Map.copyOf(environment);
    }

    /** Those that a run with these settings has. */
    public static Placeholders of(Settings settings, Map<String, String> environment) {
        Map<String, String> values = new HashMap<>(settings.others());
        values.put("quotewell.redis.prefix", settings.redis().prefix());
        values.put("quotewell.data", settings.data().toString());
        values.putIfAbsent("events.webhook.url", "");
        values.put(
                "events.webhook.enabled",
                Boolean.toString(!values.getOrDefault("events.webhook.url", "").isEmpty()));
        return new Placeholders(values, environment);
    }

    /** The text with all known placeholders filled in; the others stay as they are. */
    public String fill(String text) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            String value = value(found.group(1).strip());
            return Matcher.quoteReplacement(value == null ? found.group() : value);
        });
    }

    List<Fault> check(List<Routes.Text> texts) {
        List<Fault> faults = new ArrayList<>();
        for (Routes.Text text : texts) {
            PLACEHOLDER.matcher(text.text()).results().forEach(found -> {
                String name = found.group(1).strip();
                if (!name.startsWith("?") && !text.variables().contains(name) && value(name) == null) {
                    Place place = text.oneLine() ? text.place().right(found.start()) : text.place();
                    faults.add(new Fault(place, missing(name, text.variables())));
                }
            });
        }
        return faults;
    }

    private String missing(String name, Set<String> variables) {
        Set<String> names = new HashSet<>(values.keySet());
        names.addAll(variables);
        return "found {{" + name + "}}, allowed are keys of config/application.properties"
                + (variables.isEmpty() ? "" : " and the template's parameters")
                + ", or {{" + name.replaceFirst(":.*", "") + ":a default}}" + Spelling.suggestion(name, names);
    }

    private @Nullable String value(String name) {
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
