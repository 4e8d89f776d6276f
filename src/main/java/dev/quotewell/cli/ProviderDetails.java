package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** All that is known of one provider, in lines. */
final class ProviderDetails {

    private static final String MORE = " ".repeat(14);

    private ProviderDetails() {}

    static List<String> lines(JsonNode provider, Instant now) {
        List<String> lines = new ArrayList<>(List.of(ProviderWords.text(provider, "name")));
        add(lines, "datasets", String.join(", ", ProviderWords.texts(provider.path("datasets"))));
        boolean enabled = provider.path("enabled").asBoolean();
        add(lines, "state", enabled ? "enabled" : "disabled: " + ProviderWords.text(provider, "disabledWhy"));
        add(lines, "key", key(provider.path("key")));
        add(lines, "breaker", ProviderWords.text(provider, "breaker"));
        addBudget(lines, provider.path("budget"), now);
        add(lines, "calls", provider.path("calls").asText() + " since the start");
        add(lines, "saved", provider.path("saved").asText() + " calls, by answers of the cache");
        add(lines, "suspected", "records: " + provider.path("suspected").asText());
        JsonNode failure = provider.path("lastFailure");
        if (failure.isMissingNode()) {
            add(lines, "last error", "none since the start");
        } else {
            add(
                    lines,
                    "last error",
                    ProviderWords.lastFailure(failure, now) + " ago, " + ProviderWords.text(failure, "at"));
            lines.add(MORE + ProviderWords.text(failure, "what"));
        }
        add(lines, "terms", provider.has("terms") ? ProviderWords.text(provider, "terms") : "not told by its file");
        return lines;
    }

    private static void add(List<String> lines, String topic, String text) {
        lines.add(String.format("  %-11s %s", topic, text));
    }

    private static String key(JsonNode key) {
        String variable = ProviderWords.text(key, "variable");
        List<String> ids = ProviderWords.texts(key.path("ids"));
        String state = ProviderWords.text(key, "state");
        return switch (state) {
            case "not-needed" -> "none needed";
            case "present" ->
                variable + ": " + (ids.size() == 1 ? "a key, id " : ids.size() + " keys, ids ")
                        + String.join(", ", ids);
            case "missing" ->
                "missing: set " + variable + ", or " + variable + "_FILE to the name of a file that holds it";
            case "absent" -> "none, and it answers without; " + variable + " is where one would be";
            case "stand-in" -> "none in " + variable + "; what stands in for the provider takes any";
            case "unreadable" -> variable + "_FILE names a file that cannot be read";
            default -> state;
        };
    }

    private static void addBudget(List<String> lines, JsonNode budget, Instant now) {
        String state = ProviderWords.text(budget, "state");
        if (!state.equals("known")) {
            String why = budget.has("why") ? ": " + ProviderWords.text(budget, "why") : "";
            add(lines, "budget", (state.equals("no-limit") ? "no limit is known, or none holds here" : state) + why);
            return;
        }
        for (JsonNode key : budget.path("keys")) {
            String name = ProviderWords.text(key, "key");
            String open = key.has("closedUntil") ? ProviderWords.closed(key, now) : "open";
            String underWay = key.path("underWay").asInt() == 0
                    ? ""
                    : ", under way: " + key.path("underWay").asText();
            add(lines, "budget", (name.equals("no-key") ? "without a key" : "key " + name) + ": " + open + underWay);
            for (JsonNode window : key.path("windows")) {
                lines.add(MORE + window(window, now));
            }
        }
    }

    private static String window(JsonNode window, Instant now) {
        String left = ProviderWords.text(window, "remaining") + " of " + ProviderWords.text(window, "limit");
        String resets = window.has("resetsAt")
                ? ", more from " + ProviderWords.moment(ProviderWords.text(window, "resetsAt"), now)
                : "";
        return String.format("%-12s %s left%s", ProviderWords.text(window, "name"), left, resets);
    }
}
