package dev.quotewell.budget;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lists and dictionaries of header fields (RFC 9651), as far as the drafts of RateLimit use them: {@code "a";q=5;w=60},
 * {@code limit=5, remaining=3}. What does not fit is left out, as headers are hints.
 */
final class FieldList {

    /** @param parameters by name in lower case; of a dictionary's member, its own name and value too */
    record Item(String name, Map<String, String> parameters) {

        @Nullable
        String parameter(String parameter) {
            return parameters.get(parameter);
        }
    }

    private FieldList() {}

    static List<Item> parse(@Nullable String text) {
        List<Item> items = new ArrayList<>();
        for (String member : split(text == null ? "" : text, ',')) {
            List<String> parts = split(member, ';');
            Map<String, String> parameters = new HashMap<>();
            for (String part : parts) {
                int equals = part.indexOf('=');
                if (equals > 0 && !part.startsWith("\"")) {
                    parameters.put(
                            part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                            unquoted(part.substring(equals + 1)));
                }
            }
            items.add(new Item(unquoted(parts.get(0)), parameters));
        }
        return items;
    }

    private static String unquoted(String text) {
        String value = text.strip();
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }

    /** At the separators outside quotation marks; parts without text are left out. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (char c : (text + separator).toCharArray()) {
            quoted ^= c == '"';
            if (c != separator || quoted) {
                part.append(c);
            } else if (!part.toString().isBlank()) {
                parts.add(part.toString().strip());
                part.setLength(0);
            }
        }
        return parts;
    }
}
