package dev.quotewell.provider;

import dev.quotewell.yaml.Regex;
import dev.quotewell.yaml.Section;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One part of a key. {@code pattern} is about the whole part; its named groups become parameters too. A {@code date}
 * must be one of the calendar, and not before the part named {@code notBefore}. The last parts may be optional: a key has
 * all of them or none.
 */
record KeyPart(
        String name,
        Pattern pattern,
        List<String> groups,
        boolean date,
        String notBefore,
        boolean optional,
        String allowed) {

    private static final int SHOWN = 40;

    KeyPart {
        groups = List.copyOf(groups);
    }

    static KeyPart read(Section section) {
        String name = section.text("name", "the name of the key's part, such as symbol");
        Regex regex = Regex.read(section, "pattern");
        String format = section.findText("format");
        if (format != null && !format.equals("date")) {
            section.fault("format", "found " + format + " in " + section.nameOf("format") + ", allowed is date");
        }
        String notBefore = section.findText("notBefore");
        String allowed = section.text("allowed", "a clause for messages, such as a date such as 2025-01-31");
        boolean optional = section.flag("optional", false);
        section.end();
        return new KeyPart(
                name,
                regex.pattern(),
                regex.groups(),
                format != null,
                notBefore == null ? "" : notBefore,
                optional,
                allowed);
    }

    /** Checks the part and puts its parameters. */
    void put(String dataset, @Nullable String value, Map<String, String> parameters) {
        if (value == null || value.isEmpty()) {
            throw refused(dataset, "is missing", "");
        }
        Matcher matcher = pattern.matcher(value);
        if (!matcher.matches() || (date && !isDate(value))) {
            String upperCase = value.toUpperCase(Locale.ROOT);
            boolean onlyCase =
                    !upperCase.equals(value) && pattern.matcher(upperCase).matches();
            throw refused(dataset, "is " + shown(value), onlyCase ? "; did you mean " + upperCase + "?" : "");
        }
        String earliest = parameters.get(notBefore);
        if (earliest != null && value.compareTo(earliest) < 0) {
            throw new InvalidKeyException(
                    dataset + " key: " + name + " is " + value + ", must not be before " + notBefore + " " + earliest);
        }
        parameters.put(name, value);
        groups.forEach(group -> parameters.put(group, matcher.group(group)));
    }

    /** A text of a caller's, fit for a message: short and without control characters. */
    static String shown(String value) {
        String printable = value.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "...";
    }

    private InvalidKeyException refused(String dataset, String found, String hint) {
        return new InvalidKeyException(dataset + " key: " + name + " " + found + ", must be " + allowed + hint);
    }

    private static boolean isDate(String value) {
        try {
            return LocalDate.parse(value).toString().equals(value);
        } catch (DateTimeException notADate) {
            return false;
        }
    }
}
