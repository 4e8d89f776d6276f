package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.yaml.Section;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a URL with {@code {name}} for what a key fills in. Whatever is filled in is percent-encoded down to the
 * unreserved characters (RFC 3986 section 2.3), so nothing in a key can begin another segment, parameter or host.
 */
record Template(String text) {

    private static final Pattern PLACE = Pattern.compile("\\{([a-zA-Z][a-zA-Z0-9]*)}");
    private static final String UNRESERVED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";

    static Template read(Section section, String field, Set<String> variables) {
        String text = section.text(field, "a text with {symbol} and the like");
        for (MatchResult place : PLACE.matcher(text).results().toList()) {
            if (!variables.contains(place.group(1))) {
                section.fault(
                        field,
                        "found " + place.group() + " in " + section.nameOf(field) + ", allowed are {"
                                + String.join("}, {", variables) + "}");
            }
        }
        if (PLACE.matcher(text).replaceAll("").matches(".*[{}].*")) {
            section.fault(field, "found a stray brace in " + section.nameOf(field) + ", allowed is {name}");
        }
        return new Template(text);
    }

    static Template readPath(Section section, String field, Set<String> variables) {
        Template template = read(section, field, variables);
        String example = PLACE.matcher(template.text).replaceAll("x");
        if (section.has(field) && !isPath(example)) {
            section.fault(
                    field,
                    "found " + template.text + " in " + section.nameOf(field)
                            + ", allowed is a path such as /v1/quote/{symbol}");
        }
        return template;
    }

    private static boolean isPath(String text) {
        try {
            return text.startsWith("/")
                    && !text.startsWith("//")
                    && text.equals(URI.create(text).getRawPath());
        } catch (IllegalArgumentException notUri) {
            return false;
        }
    }

    /** The path; empty when a value is missing or would make a segment that means "here" or "up". */
    Optional<String> path(Map<String, JsonNode> values) {
        Optional<String> path = fill(values, true);
        return path.filter(filled -> !(filled + "/").matches(".*/\\.{1,2}/.*"));
    }

    /** The encoded value of a query parameter; empty when a value is missing, and then the parameter is left out. */
    Optional<String> queryValue(Map<String, JsonNode> values) {
        return fill(values, false).map(Template::encode);
    }

    /** The text as it is, for a header; empty when a value is missing. */
    Optional<String> plain(Map<String, JsonNode> values) {
        return fill(values, false);
    }

    private Optional<String> fill(Map<String, JsonNode> values, boolean encode) {
        StringBuilder filled = new StringBuilder();
        Matcher place = PLACE.matcher(text);
        while (place.find()) {
            JsonNode value = values.get(place.group(1));
            if (value == null || value.isNull()) {
                return Optional.empty();
            }
            String plain = value.asText();
            place.appendReplacement(filled, Matcher.quoteReplacement(encode ? encode(plain) : plain));
        }
        return Optional.of(place.appendTail(filled).toString());
    }

    static String encode(String value) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (octet & 0xff);
            if (UNRESERVED.indexOf(character) >= 0) {
                encoded.append(character);
            } else {
                encoded.append(String.format("%%%02X", (int) character));
            }
        }
        return encoded.toString();
    }
}
