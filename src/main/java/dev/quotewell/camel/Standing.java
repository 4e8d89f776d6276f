package dev.quotewell.camel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.budget.KeyState;
import dev.quotewell.json.Json;
import dev.quotewell.provider.Provider;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a provider stands at a moment, for an operator. Keys are told by their ids alone.
 *
 * @param disabled why it is not called here; null when it is
 * @param breaker {@code closed}, {@code open} or {@code half-open}
 * @param lastFailure the latest that was not about a symbol; null when there was none since the start
 */
record Standing(
        Provider provider,
        @Nullable String disabled,
        Key key,
        String breaker,
        Budget budget,
        ProviderTroubles.@Nullable LastFailure lastFailure,
        Counts counts) {

    /** Whether the provider's calls have a key. */
    enum KeyPresence {
        NOT_NEEDED,
        PRESENT,
        /** A made-up one, which only the sample market takes for a key. */
        STAND_IN,
        /** There is none, and the provider answers without one. */
        ABSENT,
        /** There is none, so it is not asked. */
        MISSING,
        /** The file that should hold it cannot be read. */
        UNREADABLE;

        String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * The keys of a provider.
     *
     * @param variable of the environment, where keys are looked for; null when none is needed
     * @param ids of the keys that are present
     */
    record Key(KeyPresence presence, @Nullable String variable, List<String> ids) {

        Key {
            ids = List.copyOf(ids);
        }
    }

    /** What is left of a budget. */
    sealed interface Budget {

        /** As Redis counts it, key by key. */
        record Known(List<KeyState> keys) implements Budget {

            public Known {
                keys = List.copyOf(keys);
            }
        }

        /** No limit is known, or none holds here. */
        record Unlimited() implements Budget {}

        /** The count cannot be reached. */
        record Unknown(String why) implements Budget {}
    }

    /**
     * Since this instance started.
     *
     * @param calls HTTP requests that were sent
     * @param saved answers that the cache gave in the provider's place
     * @param suspected records that were kept although a check suspects them
     */
    record Counts(long calls, long saved, long suspected) {}

    /** What is absent has no field; moments are RFC 3339 in UTC. */
    ObjectNode toJson() {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("name", provider.name());
        ArrayNode datasets = json.putArray("datasets");
        provider.datasets().forEach(datasets::add);
        json.put("enabled", disabled == null);
        putText(json, "disabledWhy", disabled);
        ObjectNode told = json.putObject("key").put("state", key.presence().code());
        putText(told, "variable", key.variable());
        if (!key.ids().isEmpty()) {
            key.ids().forEach(told.putArray("ids")::add);
        }
        json.put("breaker", breaker);
        putBudget(json.putObject("budget"));
        if (lastFailure != null) {
            json.putObject("lastFailure")
                    .put("class", lastFailure.code())
                    .put("what", lastFailure.what())
                    .put("at", lastFailure.at().toString());
        }
        json.put("calls", counts.calls());
        json.put("saved", counts.saved());
        json.put("suspected", counts.suspected());
        putText(json, "terms", provider.terms().orElse(null));
        return json;
    }

    private void putBudget(ObjectNode json) {
        if (budget instanceof Budget.Unlimited) {
            json.put("state", "no-limit");
        } else if (budget instanceof Budget.Unknown unknown) {
            json.put("state", "unknown").put("why", unknown.why());
        } else if (budget instanceof Budget.Known known) {
            ArrayNode keys = json.put("state", "known").putArray("keys");
            known.keys().forEach(state -> putKey(keys.addObject(), state));
        }
    }

    private static void putKey(ObjectNode json, KeyState state) {
        json.put("key", state.key()).put("underWay", state.underWay());
        if (state.closedUntil() != null) {
            putMoment(json, "closedUntil", state.closedUntil());
            json.put("closedWhy", state.closedWhy());
        }
        ArrayNode windows = json.putArray("windows");
        for (KeyState.Window window : state.windows()) {
            ObjectNode one = windows.addObject()
                    .put("name", window.name())
                    .put("limit", window.limit())
                    .put("used", window.used())
                    .put("remaining", window.remaining());
            putMoment(one, "resetsAt", window.resetsAt());
        }
    }

    private static void putText(ObjectNode json, String name, @Nullable String text) {
        if (text != null) {
            json.put(name, text);
        }
    }

    private static void putMoment(ObjectNode json, String name, @Nullable Instant moment) {
        putText(json, name, moment == null ? null : moment.toString());
    }
}
