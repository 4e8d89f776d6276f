package dev.quotewell.routetest;

import dev.quotewell.yaml.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** What is wrong with test files, each with its place. For one thread. */
final class Faults {

    private record Fault(Place place, String what) {}

    private final List<Fault> found = new ArrayList<>();

    void add(Place place, String fault) {
        found.add(new Fault(place, fault));
    }

    /** Whether it is a mapping; what is not is a fault. */
    boolean isMapping(Located found, String what, String allowed) {
        if (!found.isMapping()) {
            add(found.place(), "found " + found + " in " + what + ", allowed is " + allowed);
        }
        return found.isMapping();
    }

    /** Refuses the fields of a mapping that have none of these names. */
    void refuseOthers(Located mapping, Collection<String> allowed) {
        mapping.fields().forEach((name, field) -> {
            if (!allowed.contains(name)) {
                add(field.at(), "found " + name + ", allowed are " + String.join(", ", allowed));
            }
        });
    }

    /** In the order of the file. */
    List<String> found() {
        return found.stream()
                .sorted(Comparator.comparing(Fault::place))
                .map(fault -> fault.place() + ": " + fault.what())
                .distinct()
                .toList();
    }
}
