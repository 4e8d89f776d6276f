package dev.quotewell.lint;

import dev.quotewell.routefile.Placeholders;
import dev.quotewell.yaml.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that something stands for each placeholder. */
final class PlaceholderCheck {

    private PlaceholderCheck() {}

    static List<Fault> check(List<Routes.Text> texts, Placeholders placeholders) {
        List<Fault> faults = new ArrayList<>();
        for (Routes.Text text : texts) {
            int open = text.text().lastIndexOf("{{");
            if (open >= 0 && text.text().indexOf("}}", open) < 0) {
                faults.add(new Fault(
                        text.oneLine() ? text.place().right(open) : text.place(),
                        "found {{ without its }}, allowed is {{name}}"));
            }
            for (Placeholders.Unknown unknown : placeholders.unknown(text.text())) {
                if (!text.variables().contains(unknown.name())) {
                    Place place = text.oneLine() ? text.place().right(unknown.at()) : text.place();
                    faults.add(new Fault(place, missing(unknown.name(), text.variables(), placeholders)));
                }
            }
        }
        return faults;
    }

    private static String missing(String name, Set<String> variables, Placeholders placeholders) {
        Set<String> names = new HashSet<>(placeholders.names());
        names.addAll(variables);
        return "found {{" + name + "}}, allowed are keys of config/application.properties"
                + (variables.isEmpty() ? "" : " and the template's parameters")
                + ", or {{" + name.replaceFirst(":.*", "") + ":a default}}" + Spelling.suggestion(name, names);
    }
}
