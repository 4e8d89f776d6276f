package dev.quotewell.plan;

import dev.quotewell.routefile.Endpoint;
import dev.quotewell.routefile.Placeholders;
import dev.quotewell.yaml.Place;
import dev.quotewell.yaml.YamlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** One file of routes, as far as a plan needs it: where each route begins, and what its steps send to, in their order. */
final class RouteFile {

    /**
     * A route.
     *
     * @param from what it begins with
     * @param targets their placeholders are filled in, those of parameters are not: most of them are none of a plan's
     *     business
     * @param watchlist which it makes requests of, and where it says so; null for none
     * @param started false for a route that is not started with the others
     */
    record Route(
            Endpoint from, List<Endpoint> targets, @Nullable Named watchlist, boolean started) {

        Route {
            targets = List.copyOf(targets);
        }
    }

    record Named(String name, Place place) {}

    /** {@code requests('us-shares', …)}, a call of the bean {@code watchlists}. */
    private static final Pattern WATCHLIST = Pattern.compile("requests\\('([^']*)'");

    private final YamlFile file;
    private final Placeholders placeholders;
    private final List<Route> routes = new ArrayList<>();
    private @Nullable Named watchlist;

    private RouteFile(YamlFile file, Placeholders placeholders) {
        this.file = file;
        this.placeholders = placeholders;
    }

    static List<Route> read(YamlFile file, Placeholders placeholders) {
        RouteFile read = new RouteFile(file, placeholders);
        if (file.root() instanceof SequenceNode list) {
            list.getValue().forEach(read::item);
        } else {
            read.item(file.root());
        }
        return read.routes;
    }

    private void item(Node item) {
        Node route = YamlFile.field(item, "route");
        Node whole = route == null ? item : route;
        Node from = YamlFile.field(whole, "from");
        Node uri = from == null || YamlFile.text(from) != null ? from : YamlFile.field(from, "uri");
        if (from == null || uri == null || YamlFile.text(uri) == null) {
            return;
        }
        watchlist = null;
        List<Endpoint> targets = new ArrayList<>();
        collect(YamlFile.field(from, "steps"), targets);
        collect(YamlFile.field(whole, "steps"), targets);
        String started = YamlFile.textOf(whole, "autoStartup");
        routes.add(new Route(
                endpoint(uri, YamlFile.field(from, "parameters")),
                targets,
                watchlist,
                started == null || !placeholders.fill(started).equals("false")));
    }

    private void collect(@Nullable Node node, List<Endpoint> targets) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(each -> collect(each, targets));
        }
        if (!(node instanceof MappingNode mapping)) {
            return;
        }
        Node uri = YamlFile.field(mapping, "uri");
        if (uri != null && YamlFile.text(uri) != null) {
            targets.add(endpoint(uri, YamlFile.field(mapping, "parameters")));
            return;
        }
        for (NodeTuple each : mapping.getValue()) {
            boolean to = "to".equals(YamlFile.text(each.getKeyNode()));
            if (to && YamlFile.text(each.getValueNode()) != null) {
                targets.add(endpoint(each.getValueNode(), null));
            } else if ("method".equals(YamlFile.text(each.getKeyNode()))) {
                findWatchlist(each.getValueNode());
            } else {
                collect(each.getValueNode(), targets);
            }
        }
    }

    private void findWatchlist(Node method) {
        Matcher call = WATCHLIST.matcher(String.valueOf(YamlFile.text(method)));
        if (call.find()) {
            watchlist = new Named(placeholders.fill(call.group(1)), file.place(method));
        }
    }

    /** {@code from: uri} and {@code to: uri} are short for a mapping with it. */
    private Endpoint endpoint(Node uri, @Nullable Node parameters) {
        return Endpoint.read(file, uri, placeholders.fill(String.valueOf(YamlFile.text(uri))), parameters);
    }
}
