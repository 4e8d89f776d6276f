package dev.quotewell.routefile;

import dev.quotewell.yaml.Place;
import dev.quotewell.yaml.YamlFile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * An endpoint that a route names.
 *
 * @param uri as written, without its query
 * @param options those of {@code parameters}, then those of the query
 */
public record Endpoint(String uri, Place place, List<Option> options) {

    public Endpoint {
        options = List.copyOf(options);
    }

    /**
     * Takes a URI and its parameters apart.
     *
     * @param at where the URI stands
     * @param uri the text there, or what is made of it
     * @param parameters the mapping beside it; null for none
     */
    public static Endpoint read(YamlFile file, Node at, String uri, @Nullable Node parameters) {
        List<Option> options = new ArrayList<>();
        if (parameters instanceof MappingNode mapping) {
            for (NodeTuple field : mapping.getValue()) {
                String name = YamlFile.text(field.getKeyNode());
                String value = YamlFile.text(field.getValueNode());
                if (name != null && value != null) {
                    options.add(new Option(
                            name, value, file.place(field.getKeyNode()), file.inside(field.getValueNode(), 0)));
                }
            }
        }
        int query = query(uri);
        if (query < 0) {
            return new Endpoint(uri, file.inside(at, 0), options);
        }
        boolean asWritten = uri.equals(YamlFile.text(at));
        int from = query + 1;
        for (String pair : uri.substring(from).split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (!name.isEmpty()) {
                options.add(new Option(
                        name,
                        value,
                        file.inside(at, asWritten ? from : 0),
                        file.inside(at, asWritten ? from + equals + 1 : 0)));
            }
            from += pair.length() + 1;
        }
        return new Endpoint(uri.substring(0, query), file.inside(at, 0), options);
    }

    /** Where the query begins: {@code ?} also stands in {@code {{?optional}}}. */
    private static int query(String uri) {
        int question = uri.indexOf('?');
        boolean optional = question >= 0 && uri.indexOf("{{?") == question - 2;
        return optional ? uri.indexOf('?', Math.max(0, uri.lastIndexOf("}}"))) : question;
    }

    public String scheme() {
        int colon = uri.indexOf(':');
        return colon < 0 ? uri : uri.substring(0, colon);
    }

    /** What follows the scheme. */
    public String path() {
        int colon = uri.indexOf(':');
        return colon < 0 ? "" : uri.substring(colon + 1).replaceFirst("^//", "");
    }

    public @Nullable Option option(String name) {
        return options.stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
