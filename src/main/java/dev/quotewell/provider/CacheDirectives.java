package dev.quotewell.provider;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header {@code Cache-Control} of a reply (RFC 9111 section 5.2): names in lower case, with the value of the first
 * of equal names, empty where it has none. What cannot be read as a directive is skipped.
 */
record CacheDirectives(Map<String, String> values) {

    /** A token, and a token or quoted text as its value; a quote inside a quoted text is not to be expected. */
    private static final Pattern DIRECTIVE = Pattern.compile(
            "(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:=(?:\"(?<quoted>[^\"]*)\"|(?<token>[^\\s,;\"]*)))?");

    CacheDirectives {
        values = Map.copyOf(values);
    }

    static CacheDirectives parse(String header) {
        Map<String, String> values = new HashMap<>();
        Matcher matcher = DIRECTIVE.matcher(header);
        while (matcher.find()) {
            String value = matcher.group("quoted") != null ? matcher.group("quoted") : matcher.group("token");
            values.putIfAbsent(matcher.group("name").toLowerCase(Locale.ROOT), value == null ? "" : value);
        }
        return new CacheDirectives(values);
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Whether the directive is there and speaks of the whole reply, not only of some of its header fields. */
    boolean isWhole(String name) {
        return find(name).filter(String::isEmpty).isPresent();
    }
}
