package dev.quotewell.plan;

import dev.quotewell.routefile.Endpoint;
import dev.quotewell.routefile.Placeholders;
import dev.quotewell.yaml.YamlFile;
import java.util.ArrayList;
import java.util.List;
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
     * @param from the URI it begins with
     * @param targets their placeholders are filled in, those of parameters are not: most of them are none of a plan's
     *     business
     */
    record Route(String from, List<Endpoint> targets) {

        Route {
            targets = List.copyOf(targets);
        }
    }

    private final YamlFile file;
    private final Placeholders placeholders;
    private final List<Route> routes = new ArrayList<>();

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
        String uri = from == null ? null : textOr(from, "uri");
        if (from == null || uri == null) {
            return;
        }
        List<Endpoint> targets = new ArrayList<>();
        collect(YamlFile.field(from, "steps"), targets);
        collect(YamlFile.field(whole, "steps"), targets);
        routes.add(new Route(placeholders.fill(uri), targets));
    }

    /** {@code from: uri} and {@code to: uri} are short for a mapping with it. */
    private static @Nullable String textOr(Node node, String field) {
        String text = YamlFile.text(node);
        return text == null ? YamlFile.textOf(node, field) : text;
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
            add(uri, YamlFile.field(mapping, "parameters"), targets);
            return;
        }
        for (NodeTuple each : mapping.getValue()) {
            boolean to = "to".equals(YamlFile.text(each.getKeyNode()));
            if (to && YamlFile.text(each.getValueNode()) != null) {
                add(each.getValueNode(), null, targets);
            } else {
                collect(each.getValueNode(), targets);
            }
        }
    }

    private void add(Node uri, @Nullable Node parameters, List<Endpoint> targets) {
        String filled = placeholders.fill(String.valueOf(YamlFile.text(uri)));
        targets.add(Endpoint.read(file, uri, filled, parameters));
    }
}
