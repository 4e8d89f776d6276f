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

/** How a dataset is asked for. {@code condition} says which keys one call can answer; others are not asked. */
record Requester(
        String method,
        Template path,
        Map<String, Template> query,
        @Nullable Jq condition) {

    Requester {
        query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
    }

    static Requester read(Section section, Set<String> variables) {
        String method = section.findText("method");
        if (method != null && !method.equals("GET")) {
            section.fault("method", "found " + method + " in " + section.nameOf("method") + ", allowed is GET");
        }
        Template path = Template.readPath(section, "path", variables);
        Section parameters = section.section("query");
        Map<String, Template> query = new LinkedHashMap<>();
        parameters.names().forEach(name -> query.put(name, Template.read(parameters, name, variables)));
        Jq condition = section.has("condition") ? Jq.read(section, "condition", variables) : null;
        section.end();
        return new Requester("GET", path, query, condition);
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
}
