package dev.quotewell.reload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is to be done to the routes that run, and to nothing else.
 *
 * @param templates changed or new
 * @param configurations changed or new
 * @param forgotten templates and configurations that are gone
 * @param added routes that begin where none began
 * @param replaced by the id of the route whose place they take, which may be another id
 * @param removed ids
 */
record RouteChanges(
        List<RoutePart> templates,
        List<RoutePart> configurations,
        List<RoutePart> forgotten,
        List<RoutePart> added,
        Map<String, RoutePart> replaced,
        List<String> removed) {

    /** @param marketsChanged whether schedules have to learn of other trading hours */
    static RouteChanges between(RouteParts before, RouteParts after, boolean marketsChanged) {
        List<RoutePart> templates = changed(before.templates(), after.templates());
        List<RoutePart> configurations = changed(before.configurations(), after.configurations());
        List<RoutePart> forgotten = new ArrayList<>(gone(before.templates(), after.templates()));
        forgotten.addAll(gone(before.configurations(), after.configurations()));
        Set<String> otherTemplates = ids(templates);
        Set<String> otherConfigurations = ids(configurations);
        forgotten.forEach(part -> otherConfigurations.add(part.id()));

        Map<String, RoutePart> left = new TreeMap<>(before.routes());
        left.keySet().removeAll(after.routes().keySet());
        List<RoutePart> added = new ArrayList<>();
        Map<String, RoutePart> replaced = new LinkedHashMap<>();
        after.routes().values().stream()
                .sorted(Comparator.comparing(RoutePart::id))
                .forEach(part -> {
                    RoutePart old = before.routes().get(part.id());
                    if (old == null) {
                        // Under another id it may begin where one began that is gone.
                        Optional<String> renamed = left.values().stream()
                                .filter(gone -> gone.begins().equals(part.begins()))
                                .map(RoutePart::id)
                                .findFirst();
                        renamed.ifPresentOrElse(id -> replaced.put(id, part), () -> added.add(part));
                        renamed.ifPresent(left::remove);
                    } else if (!old.meaning().equals(part.meaning())
                            || otherTemplates.contains(part.template())
                            || otherConfigurations.stream()
                                    .anyMatch(id -> id.isEmpty() || part.shares(id) || old.shares(id))
                            || (marketsChanged && part.beginsAtSchedule())) {
                        replaced.put(part.id(), part);
                    }
                });
        return new RouteChanges(templates, configurations, forgotten, added, replaced, List.copyOf(left.keySet()));
    }

    private static List<RoutePart> changed(Map<String, RoutePart> before, Map<String, RoutePart> after) {
        return after.values().stream()
                .filter(part -> {
                    RoutePart old = before.get(part.id());
                    return old == null || !old.meaning().equals(part.meaning());
                })
                .toList();
    }

    private static List<RoutePart> gone(Map<String, RoutePart> before, Map<String, RoutePart> after) {
        return before.values().stream()
                .filter(part -> !after.containsKey(part.id()))
                .toList();
    }

    private static Set<String> ids(List<RoutePart> parts) {
        Set<String> ids = new TreeSet<>();
        parts.forEach(part -> ids.add(part.id()));
        return ids;
    }

    boolean isEmpty() {
        return templates.isEmpty()
                && configurations.isEmpty()
                && forgotten.isEmpty()
                && added.isEmpty()
                && replaced.isEmpty()
                && removed.isEmpty();
    }

    /** Such as {@code replaced quote; added quote-fast}. */
    String summary() {
        List<String> parts = new ArrayList<>();
        add(parts, "replaced", List.copyOf(replaced.keySet()));
        add(parts, "added", added.stream().map(RoutePart::id).toList());
        add(parts, "removed", removed);
        return parts.isEmpty() ? "no route is touched" : String.join("; ", parts);
    }

    private static void add(List<String> parts, String word, List<String> ids) {
        if (!ids.isEmpty()) {
            boolean many = ids.size() > 8;
            parts.add(word + " " + (many ? ids.size() + " routes" : String.join(", ", ids)));
        }
    }
}
