package dev.quotewell.reload;

import dev.quotewell.yaml.Place;
import java.util.List;

/**
 * What can be exchanged by itself: a route, a template of routes, or what several routes share.
 *
 * @param id names it among the parts of its kind
 * @param place where its id stands
 * @param yaml a list that holds it alone, with what else its file says for all of its routes; JSON, which YAML includes
 * @param meaning the same with all placeholders filled in: two parts of the same meaning run alike
 * @param begins the URI that a route begins at, without options; empty for others
 * @param template from which a route is made; empty for none
 * @param configurations the patterns by which a route names the configurations that it shares
 */
record RoutePart(
        Kind kind,
        String id,
        Place place,
        String yaml,
        String meaning,
        String begins,
        String template,
        List<String> configurations) {

    enum Kind {
        ROUTE,
        TEMPLATE,
        CONFIGURATION
    }

    RoutePart {
        configurations = List.copyOf(configurations);
    }

    boolean shares(String configuration) {
        return configurations.stream().anyMatch(pattern -> pattern.contains("*") || pattern.equals(configuration));
    }

    boolean beginsAtSchedule() {
        return begins.startsWith("schedule:");
    }
}
