package dev.quotewell.doctor;

import dev.quotewell.budget.KeyState;
import dev.quotewell.provider.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Whether a provider can be asked: its key, its host, what is left of its budget. */
final class ProviderJudge {

    /** How many keys there are for a provider. */
    sealed interface Keys {

        record None() implements Keys {}

        record Present(int count) implements Keys {}

        /** The file that should hold them cannot be read. */
        record Unreadable() implements Keys {}
    }

    /**
     * What is known of a provider.
     *
     * @param unreachable why its host gives no answer; null when it does
     * @param budget of each key; null when it is not known or there is no limit
     */
    record Known(
            Provider provider,
            Keys keys,
            @Nullable String unreachable,
            @Nullable List<KeyState> budget) {

        boolean canBeAsked() {
            return unreachable == null && hasKey();
        }

        boolean hasKey() {
            return keys instanceof Keys.Present
                    || provider.secretName().isEmpty()
                    || (keys instanceof Keys.None && provider.answersWithoutSecret());
        }
    }

    private ProviderJudge() {}

    /** Where no host answers, that is one fault, and not one of each provider. */
    static List<Finding> judge(List<Known> providers) {
        List<Known> asked = providers.stream().filter(Known::hasKey).toList();
        boolean cutOff = asked.size() > 1 && asked.stream().allMatch(known -> known.unreachable() != null);
        List<Finding> findings = new ArrayList<>();
        if (cutOff) {
            findings.add(Finding.fault(
                    "providers",
                    "None of the " + asked.size() + " that would be asked is reached, "
                            + asked.get(0).provider().name() + ": "
                            + asked.get(0).unreachable(),
                    "Look at DNS, the firewall and the proxy between them and us"));
        }
        providers.stream()
                .filter(known -> !cutOff || !known.hasKey())
                .map(ProviderJudge::judge)
                .forEach(findings::add);
        return findings;
    }

    static Finding judge(Known known) {
        String about = "provider " + known.provider().name();
        String variable = known.provider().secretName().orElse("");
        if (known.keys() instanceof Keys.Unreadable) {
            return Finding.fault(
                    about,
                    "The file that " + variable + "_FILE names cannot be read",
                    "Name a file that this user may read");
        }
        boolean needsKey = !variable.isEmpty() && !known.provider().answersWithoutSecret();
        if (needsKey && known.keys() instanceof Keys.None) {
            // Nobody has a key of every provider. A dataset that has none left is a fault.
            return Finding.ok(about, "It has no key, so it is not asked: " + variable + " would be one");
        }
        if (known.unreachable() != null) {
            return Finding.warning(
                    about,
                    "Its host gives no answer: " + known.unreachable(),
                    "Look at DNS, the firewall and the proxy between it and us; others are asked meanwhile");
        }
        String told = key(known, variable) + "its host answers";
        List<String> left = left(known.budget());
        String all = left.isEmpty() ? told : told + ", left: " + String.join(", ", left);
        String closed = closed(known.budget());
        if (closed != null) {
            return Finding.warning(about, closed, "Wait, or give it another key; others are asked meanwhile");
        }
        return left.stream().anyMatch(window -> window.contains(" 0/"))
                ? Finding.warning(about, all, "Wait until its budget begins anew, or give it another key")
                : Finding.ok(about, all);
    }

    private static String key(Known known, String variable) {
        if (variable.isEmpty()) {
            return "It needs no key, ";
        }
        if (known.keys() instanceof Keys.Present present) {
            return present.count() == 1 ? "Its key is set, " : present.count() + " keys are set, ";
        }
        return "It has no key and answers without one, ";
    }

    /** Of all keys together, window by window: {@code day 3/25}. */
    private static List<String> left(@Nullable List<KeyState> budget) {
        SortedMap<String, long[]> windows = new TreeMap<>();
        for (KeyState key : budget == null ? List.<KeyState>of() : budget) {
            for (KeyState.Window window : key.windows()) {
                long[] sum = windows.computeIfAbsent(window.name(), any -> new long[2]);
                sum[0] += window.remaining();
                sum[1] += window.limit();
            }
        }
        List<String> left = new ArrayList<>();
        for (Map.Entry<String, long[]> window : windows.entrySet()) {
            left.add(window.getKey() + " " + window.getValue()[0] + "/" + window.getValue()[1]);
        }
        return left;
    }

    /** Null while one key may be used. */
    private static @Nullable String closed(@Nullable List<KeyState> budget) {
        if (budget == null || budget.isEmpty() || budget.stream().anyMatch(key -> key.closedUntil() == null)) {
            return null;
        }
        KeyState first = budget.get(0);
        return "It is closed until " + first.closedUntil() + ": " + first.closedWhy();
    }

    /** Datasets of which no provider can be asked. */
    static List<Finding> uncovered(Iterable<String> datasets, List<Known> providers) {
        List<Finding> findings = new ArrayList<>();
        for (String dataset : datasets) {
            boolean covered = providers.stream()
                    .anyMatch(known -> known.provider().datasets().contains(dataset) && known.canBeAsked());
            if (!covered) {
                findings.add(Finding.fault(
                        "dataset " + dataset,
                        "None of its providers can be asked: what is not cached cannot be answered",
                        "Set the key of one of them, or mend what keeps us from them"));
            }
        }
        return findings;
    }
}
