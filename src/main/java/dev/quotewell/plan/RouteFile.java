package dev.quotewell.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** One file of routes, as far as a plan needs it: where each route begins, and what its steps send to, in their order. */
final class RouteFile {

    /**
     * A route.
     *
     * @param from the URI it begins with
     */
    record Route(Text from, List<Target> targets) {

        Route {
            targets = List.copyOf(targets);
        }
    }

    /** What a step sends to; parameters of the URI are among the others, with their placeholders. */
    record Target(Text uri, Map<String, Text> parameters) {

        Target {
            parameters = Map.copyOf(parameters);
        }

        Target resolved(Placeholders placeholders, List<String> faults) {
            Map<String, Text> resolved = new LinkedHashMap<>();
            parameters.forEach((name, text) -> resolved.put(name, placeholders.resolve(text, faults)));
            return new Target(uri, resolved);
        }
    }

    private final Path file;
    private final Placeholders placeholders;
    private final List<Route> routes = new ArrayList<>();

    private RouteFile(Path file, Placeholders placeholders) {
        this.file = file;
        this.placeholders = placeholders;
    }

    /** Adds its faults to those that there are. */
    static List<Route> read(Path file, Placeholders placeholders, List<String> faults) {
        RouteFile read = new RouteFile(file, placeholders);
        LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
        try {
            Optional<Node> root = new Compose(settings).composeString(Files.readString(file));
            root.ifPresent(read::items);
        } catch (MarkedYamlEngineException fault) {
            String where = fault.getProblemMark()
                    .map(mark -> (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
                    .orElse("1:1");
            faults.add(file + ":" + where + ": found broken YAML: " + fault.getProblem());
        } catch (YamlEngineException | IOException fault) {
            faults.add(file + ":1:1: cannot be read: " + fault.getMessage());
        }
        return read.routes;
    }

    private void items(Node root) {
        if (root instanceof SequenceNode list) {
            list.getValue().forEach(this::item);
        } else {
            item(root);
        }
    }

    private void item(Node node) {
        Node route = node instanceof MappingNode mapping ? field(mapping, "route") : null;
        Node whole = route == null ? node : route;
        Node from = whole instanceof MappingNode mapping ? field(mapping, "from") : null;
        if (!(whole instanceof MappingNode all) || from == null) {
            return;
        }
        Node uri = from instanceof MappingNode mapping ? field(mapping, "uri") : from;
        if (!(uri instanceof ScalarNode text)) {
            return;
        }
        List<Target> targets = new ArrayList<>();
        for (Node steps :
                new Node[] {from instanceof MappingNode mapping ? field(mapping, "steps") : null, field(all, "steps")
                }) {
            if (steps != null) {
                collect(steps, targets);
            }
        }
        routes.add(new Route(uri(text), targets));
    }

    private void collect(Node node, List<Target> targets) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(each -> collect(each, targets));
            return;
        }
        if (!(node instanceof MappingNode mapping)) {
            return;
        }
        if (field(mapping, "uri") instanceof ScalarNode uri) {
            targets.add(target(uri, field(mapping, "parameters")));
            return;
        }
        for (NodeTuple each : mapping.getValue()) {
            boolean to = each.getKeyNode() instanceof ScalarNode key
                    && key.getValue().equals("to");
            if (to && each.getValueNode() instanceof ScalarNode uri) {
                targets.add(target(uri, null));
            } else {
                collect(each.getValueNode(), targets);
            }
        }
    }

    private Target target(ScalarNode node, @Nullable Node fields) {
        Text whole = uri(node);
        int query = whole.value().indexOf('?');
        Map<String, Text> parameters = new LinkedHashMap<>();
        if (query >= 0) {
            for (String pair : whole.value().substring(query + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    parameters.put(pair.substring(0, equals), new Text(pair.substring(equals + 1), whole.where()));
                }
            }
        }
        if (fields instanceof MappingNode mapping) {
            for (NodeTuple each : mapping.getValue()) {
                if (each.getKeyNode() instanceof ScalarNode key && each.getValueNode() instanceof ScalarNode value) {
                    parameters.put(key.getValue(), text(value));
                }
            }
        }
        Text uri = query < 0 ? whole : new Text(whole.value().substring(0, query), whole.where());
        return new Target(uri, parameters);
    }

    /** Most of them are none of a plan's business, so that what cannot be resolved stays as it is. */
    private Text uri(ScalarNode node) {
        return placeholders.resolve(text(node), new ArrayList<>());
    }

    private Text text(ScalarNode node) {
        return new Text(node.getValue(), file + ":" + place(node));
    }

    private static String place(Node node) {
        return node.getStartMark()
                .map(mark -> (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
                .orElse("1:1");
    }

    private static @Nullable Node field(MappingNode mapping, String name) {
        for (NodeTuple each : mapping.getValue()) {
            if (each.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
                return each.getValueNode();
            }
        }
        return null;
    }
}
