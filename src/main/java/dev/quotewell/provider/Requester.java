package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.quotewell.yaml.Section;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a dataset is asked for.
 *
 * @param condition says which keys one call can answer; others are not asked
 * @param batch how many keys go into one call, null where a call is about one
 * @param paginator null where one call brings it all
 * @param cost how many calls the provider counts one as (for a batch: how many it counts each symbol as, where the
 *     budget goes by symbol)
 */
record Requester(
        Template path,
        Map<String, Template> query,
        Map<String, Template> headers,
        @Nullable Jq condition,
        @Nullable Batch batch,
        @Nullable Paginator paginator,
        int cost) {

    private static final int LARGEST_BATCH = 1000;
    private static final int DEAREST = 1000;

    /** Up to {@code size} symbols in one call, in the provider's spelling, with the separator between them. */
    record Batch(int size, String separator) {

        static @Nullable Batch read(Section section) {
            if (section.isEmpty()) {
                return null;
            }
            int size = section.number("size", 1, 2, LARGEST_BATCH);
            String separator = section.findText("separator");
            section.end();
            return new Batch(size, separator == null ? "," : separator);
        }
    }

    Requester {
        query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    static Requester read(Section section, Set<String> variables) {
        Template path = Template.readPath(section, "path", variables);
        Map<String, Template> query = templates(section.section("query"), variables);
        Map<String, Template> headers = templates(section.section("headers"), variables);
        Jq condition = section.has("condition") ? Jq.read(section, "condition", variables) : null;
        Batch batch = Batch.read(section.section("batch"));
        Paginator paginator = Paginator.read(section.section("paginator"), variables);
        if (batch != null && paginator != null) {
            section.fault(
                    "paginator",
                    "found both batch and paginator in " + section.nameOf("paginator") + ", allowed is one of them");
        }
        int cost = section.number("cost", 1, 1, DEAREST);
        section.end();
        return new Requester(path, query, headers, condition, batch, paginator, cost);
    }

    private static Map<String, Template> templates(Section section, Set<String> variables) {
        Map<String, Template> templates = new LinkedHashMap<>();
        section.names().forEach(name -> templates.put(name, Template.read(section, name, variables)));
        return templates;
    }

    boolean covers(Map<String, JsonNode> variables) {
        return condition == null || condition.test(NullNode.getInstance(), variables);
    }

    /** Path and query, with {@code more} ready-made parameters at the end; empty when the key cannot fill the path. */
    Optional<String> pathAndQuery(Map<String, JsonNode> variables, Map<String, String> more) {
        Stream<String> own = query.entrySet().stream()
                .flatMap(parameter -> parameter.getValue().queryValue(variables).stream()
                        .map(value -> Template.encode(parameter.getKey()) + "=" + value));
        Stream<String> added = more.entrySet().stream()
                .map(parameter -> Template.encode(parameter.getKey()) + "=" + Template.encode(parameter.getValue()));
        String text = Stream.concat(own, added).collect(Collectors.joining("&"));
        return path.path(variables).map(filled -> text.isEmpty() ? filled : filled + "?" + text);
    }

    /** The file's own headers; one whose variable is missing is left out. */
    Map<String, String> headers(Map<String, JsonNode> variables) {
        Map<String, String> filled = new LinkedHashMap<>();
        headers.forEach((name, value) -> value.plain(variables).ifPresent(text -> filled.put(name, text)));
        return filled;
    }
}
