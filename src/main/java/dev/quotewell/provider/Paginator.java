package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.yaml.Section;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the rest of a long answer is asked for. {@code next} says of a reply: nothing or null where it was the last page;
 * a text where it tells the next page's whole URL, which must be of the same host, as the key goes with it; an object
 * for query parameters in place of those of the request before. {@code $page} counts the pages so far, from 1.
 *
 * @param pages at most so many calls; a longer answer counts as one that cannot be read, not as a whole one
 */
record Paginator(Jq next, int pages) {

    private static final int MOST_PAGES = 100;
    private static final String PAGE = "page";

    /** Null where the section is absent. */
    static @Nullable Paginator read(Section section, Set<String> variables) {
        if (section.isEmpty()) {
            return null;
        }
        Set<String> known = new HashSet<>(variables);
        known.add(PAGE);
        Jq next = Jq.read(section, "next", known);
        int pages = section.number("pages", 10, 2, MOST_PAGES);
        section.end();
        return new Paginator(next, pages);
    }

    /** Empty after the last page. Throws {@link IllegalArgumentException} for a page that must not be asked for. */
    Optional<URI> next(URI asked, JsonNode reply, Map<String, JsonNode> variables, int page) {
        Map<String, JsonNode> known = new HashMap<>(variables);
        known.put(PAGE, IntNode.valueOf(page));
        JsonNode told = next.first(reply, known);
        if (told.isTextual() && !told.textValue().isEmpty()) {
            return Optional.of(sameHost(asked, URI.create(told.textValue())));
        }
        return told instanceof ObjectNode parameters ? Optional.of(with(asked, parameters)) : Optional.empty();
    }

    /** Parameters that the given URL leaves out, above all the key, are those of the request before. */
    private static URI sameHost(URI asked, URI told) {
        if (!asked.getScheme().equals(told.getScheme())
                || !asked.getRawAuthority().equals(told.getRawAuthority())) {
            throw new IllegalArgumentException("the next page is on another host");
        }
        Map<String, String> parameters = parameters(told);
        parameters(asked).forEach(parameters::putIfAbsent);
        return withQuery(told, parameters);
    }

    private static URI with(URI asked, ObjectNode more) {
        Map<String, String> parameters = parameters(asked);
        more.properties()
                .forEach(parameter -> parameters.put(
                        Template.encode(parameter.getKey()),
                        Template.encode(parameter.getValue().asText())));
        return withQuery(asked, parameters);
    }

    private static Map<String, String> parameters(URI url) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = url.getRawQuery();
        for (String pair : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            parameters.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        }
        return parameters;
    }

    private static URI withQuery(URI url, Map<String, String> parameters) {
        List<String> pairs = new ArrayList<>();
        parameters.forEach((name, value) -> pairs.add(name + "=" + value));
        return URI.create(
                url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath() + "?" + String.join("&", pairs));
    }
}
