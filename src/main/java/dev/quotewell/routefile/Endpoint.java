package dev.quotewell.routefile;

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

/**
 * An endpoint that a route names.
 *
 * @param uri as written, without its query
 * @param options those of {@code parameters}, then those of the query
 * @param isDoubled whether there are both, which Camel refuses
 */
public record Endpoint(String uri, Place place, List<Option> options, boolean isDoubled) {

    private static final Pattern PAIR = Pattern.compile("[^=&]*=RAW\\(.*?\\)(?=&|$)|[^=&]*=RAW\\{.*?}(?=&|$)|[^&]*");

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
            return new Endpoint(uri, file.inside(at, 0), options, false);
        }
        boolean isDoubled = !options.isEmpty();
        boolean asWritten = uri.equals(YamlFile.text(at));
        int from = query + 1;
        for (String pair : pairs(uri.substring(from))) {
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
        return new Endpoint(uri.substring(0, query), file.inside(at, 0), options, isDoubled);
    }

    /** An {@code &} within {@code RAW(…)} or <code>RAW{…}</code> belongs to the value. */
    private static List<String> pairs(String query) {
        List<String> pairs = new ArrayList<>();
        Matcher pair = PAIR.matcher(query);
        while (pair.find()) {
            pairs.add(pair.group());
            if (pair.end() == query.length()) {
                break;
            }
            pair.region(pair.end() + 1, query.length());
        }
        return pairs;
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

    /** What follows the scheme; where nothing does, the name among the options, which is the same to Camel. */
    public String path() {
        int colon = uri.indexOf(':');
        if (colon >= 0) {
            return uri.substring(colon + 1).replaceFirst("^//", "");
        }
        Option name = option("name");
        return name == null ? "" : name.value();
    }

    public @Nullable Option option(String name) {
        return options.stream()
                .filter(option -> Option.isSame(option.name(), name))
                .findFirst()
                .orElse(null);
    }
}
