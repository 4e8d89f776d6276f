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
 * One part of a key.
 *
 * @param pattern of the whole part
 * @param groups the names of the pattern's groups, which become parameters too
 * @param date whether it must be a date of the calendar
 * @param notBefore the name of an earlier part that it must not be before; empty for none
 * @param optional the last parts may be: a key has all of them or none
 * @param allowed a clause for messages, such as {@code a date such as 2025-01-31}
 */
public record KeyPart(
        String name,
        Pattern pattern,
        List<String> groups,
        boolean date,
        String notBefore,
        boolean optional,
        String allowed) {

    private static final int SHOWN = 40;

    public KeyPart {
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
