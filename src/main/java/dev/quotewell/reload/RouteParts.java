package dev.quotewell.reload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.quotewell.provider.Provider;
import dev.quotewell.provider.Providers;
import dev.quotewell.reload.RoutePart.Kind;
import dev.quotewell.routefile.Placeholders;
import dev.quotewell.routefile.RouteFiles;
import dev.quotewell.yaml.Place;
import dev.quotewell.yaml.YamlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** All parts that run, or are to run, by their ids. */
record RouteParts(
        Map<String, RoutePart> routes, Map<String, RoutePart> templates, Map<String, RoutePart> configurations) {

    private static final String PROVIDER_TEMPLATE = "provider-call";

    RouteParts {
        routes = Map.copyOf(routes);
        templates = Map.copyOf(templates);
        configurations = Map.copyOf(configurations);
    }

    /** Those of a folder of routes and of the providers' files, in which no fault was found. */
    static RouteParts read(Path folder, Providers providers, Path providerFiles, Placeholders placeholders) {
        List<RoutePart> parts = new ArrayList<>();
        for (Path file : RouteFiles.find(folder, (place, fault) -> {})) {
            YamlFile.read(file, "a list of routes", (place, fault) -> {})
                    .ifPresent(yaml -> parts.addAll(new FileReader(yaml, placeholders).read()));
        }
        for (Provider provider : providers.all()) {
            Path file = providerFiles.resolve(provider.name() + ".yaml");
            provider.datasets().forEach(dataset -> parts.add(ofProvider(provider.name(), dataset, file)));
        }
        return of(parts);
    }

    static RouteParts of(List<RoutePart> parts) {
        return new RouteParts(of(Kind.ROUTE, parts), of(Kind.TEMPLATE, parts), of(Kind.CONFIGURATION, parts));
    }

    private static Map<String, RoutePart> of(Kind kind, List<RoutePart> parts) {
        Map<String, RoutePart> found = new LinkedHashMap<>();
        parts.stream().filter(part -> part.kind() == kind).forEach(part -> found.put(part.id(), part));
        return found;
    }

    private static RoutePart ofProvider(String provider, String dataset, Path file) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        String id = provider + "-" + dataset;
        ArrayNode parameters = make.arrayNode()
                .add(make.objectNode().put("name", "provider").put("value", provider))
                .add(make.objectNode().put("name", "dataset").put("value", dataset));
        JsonNode yaml = make.arrayNode()
                .add(make.objectNode()
                        .set(
                                "templatedRoute",
                                make.objectNode()
                                        .put("routeTemplateRef", PROVIDER_TEMPLATE)
                                        .put("routeId", id)
                                        .set("parameters", parameters)));
        return new RoutePart(
                Kind.ROUTE,
                id,
                Place.top(file.toString()),
                yaml.toString(),
                id,
                "direct:" + id,
                PROVIDER_TEMPLATE,
                List.of());
    }

    /** Each text to be loaded, by a name of its own. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map<String, RoutePart> parts : List.of(configurations, templates, routes)) {
            parts.values().forEach(part -> texts.put(part.kind() + "-" + part.id() + ".yaml", part.yaml()));
        }
        return texts;
    }

    /** One file's. */
    private record FileReader(YamlFile file, Placeholders placeholders) {

        private static final List<String> KINDS =
                List.of("route", "templatedRoute", "routeTemplate", "routeConfiguration");

        List<RoutePart> read() {
            List<Node> items = file.root() instanceof SequenceNode list ? list.getValue() : List.of(file.root());
            ArrayNode shared = JsonNodeFactory.instance.arrayNode();
            for (Node item : items) {
                if (KINDS.stream().noneMatch(kind -> YamlFile.field(item, kind) != null)) {
                    shared.add(YamlFile.json(item));
                }
            }
            List<RoutePart> parts = new ArrayList<>();
            for (Node item : items) {
                if (item instanceof MappingNode mapping) {
                    for (NodeTuple field : mapping.getValue()) {
                        String kind = String.valueOf(YamlFile.text(field.getKeyNode()));
                        if (KINDS.contains(kind)) {
                            parts.add(part(kind, item, field.getValueNode(), shared));
                        }
                    }
                }
            }
            return parts;
        }

        private RoutePart part(String kind, Node item, Node value, ArrayNode shared) {
            boolean templated = kind.equals("templatedRoute");
            Node id = YamlFile.field(value, templated ? "routeId" : "id");
            ArrayNode yaml = shared.deepCopy().add(YamlFile.json(item));
            Node from = YamlFile.field(value, "from");
            String begins = from == null ? "" : orEmpty(YamlFile.textOf(from, "uri"));
            return new RoutePart(
                    switch (kind) {
                        case "routeTemplate" -> Kind.TEMPLATE;
                        case "routeConfiguration" -> Kind.CONFIGURATION;
                        default -> Kind.ROUTE;
                    },
                    id == null ? "" : orEmpty(YamlFile.text(id)),
                    file.place(id == null ? value : id),
                    yaml.toString(),
                    placeholders.fill(yaml.toString()),
                    placeholders.fill(begins).replaceFirst("\\?.*", ""),
                    templated ? orEmpty(YamlFile.textOf(value, "routeTemplateRef")) : "",
                    List.of(orEmpty(YamlFile.textOf(value, "routeConfigurationId"))
                            .split(",", -1)));
        }

        private static String orEmpty(@Nullable String text) {
            return text == null ? "" : text;
        }
    }
}
