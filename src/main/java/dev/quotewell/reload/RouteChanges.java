package dev.quotewell.reload;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
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
 * @param leaving ids of routes whose beginnings change hands, and of those that call them there: all of them go before
 *     the first of {@code coming} comes. Who calls others of them stands first
 * @param coming take their places
 * @param replaced by the id of the route whose place they take, which may be another id
 * @param removed ids
 */
record RouteChanges(
        List<RoutePart> templates,
        List<RoutePart> configurations,
        List<RoutePart> forgotten,
        List<RoutePart> added,
        List<String> leaving,
        List<RoutePart> coming,
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
        Map<String, RoutePart> leaving = new TreeMap<>();
        List<RoutePart> coming = new ArrayList<>();
        together(before.routes(), added, replaced, left, leaving, coming);
        return new RouteChanges(
                templates,
                configurations,
                forgotten,
                added,
                callersFirst(leaving),
                coming,
                replaced,
                List.copyOf(left.keySet()));
    }

    /** Takes out what cannot come one by one: two routes that begin at one place, or a call that finds another's route. */
    private static void together(
            Map<String, RoutePart> before,
            List<RoutePart> added,
            Map<String, RoutePart> replaced,
            Map<String, RoutePart> left,
            Map<String, RoutePart> leaving,
            List<RoutePart> coming) {
        Set<String> places = new TreeSet<>();
        replaced.forEach((id, part) -> {
            RoutePart old = before.get(id);
            if (old != null && !old.begins().equals(part.begins())) {
                places.addAll(List.of(old.begins(), part.begins()));
            }
        });
        replaced.entrySet().removeIf(replacement -> {
            RoutePart old = before.get(replacement.getKey());
            if (old == null || !(isAt(places, old) || isAt(places, replacement.getValue()))) {
                return false;
            }
            leaving.put(old.id(), old);
            return coming.add(replacement.getValue());
        });
        added.removeIf(part -> isAt(places, part) && coming.add(part));
        left.values().removeIf(old -> {
            boolean touched = places.contains(old.begins());
            if (touched) {
                leaving.put(old.id(), old);
            }
            return touched;
        });
    }

    private static boolean isAt(Set<String> places, RoutePart part) {
        return places.stream()
                .anyMatch(place -> !place.isEmpty() && part.meaning().contains(place));
    }

    private static List<String> callersFirst(Map<String, RoutePart> routes) {
        Deque<String> ordered = new ArrayDeque<>();
        Set<String> seen = new TreeSet<>();
        routes.values().forEach(route -> addAfterCallees(route, routes, seen, ordered));
        return List.copyOf(ordered);
    }

    private static void addAfterCallees(
            RoutePart route, Map<String, RoutePart> routes, Set<String> seen, Deque<String> ordered) {
        if (seen.add(route.id())) {
            routes.values().stream()
                    .filter(other -> isAt(Set.of(other.begins()), route))
                    .forEach(other -> addAfterCallees(other, routes, seen, ordered));
            ordered.addFirst(route.id());
        }
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
                && coming.isEmpty()
                && leaving.isEmpty()
                && replaced.isEmpty()
                && removed.isEmpty();
    }

    /** Such as {@code replaced quote; added quote-fast}. */
    String summary() {
        List<String> parts = new ArrayList<>();
        add(parts, "replaced", List.copyOf(replaced.keySet()));
        add(parts, "replaced together", coming.stream().map(RoutePart::id).toList());
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
