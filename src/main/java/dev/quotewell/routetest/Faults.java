package dev.quotewell.routetest;

import dev.quotewell.yaml.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What is wrong with test files, each with its place. For one thread. */
final class Faults {

    private final List<String> found = new ArrayList<>();

    void add(Place place, String fault) {
        found.add(place + ": " + fault);
    }

    /** Refuses the fields of a mapping that have none of these names. */
    void refuseOthers(Located mapping, Collection<String> allowed) {
        mapping.fields().forEach((name, field) -> {
            if (!allowed.contains(name)) {
                add(field.at(), "found " + name + ", allowed are " + String.join(", ", allowed));
            }
        });
    }

    List<String> found() {
        return List.copyOf(found);
    }
}
