package dev.quotewell.lint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.yaml.Place;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A fault: its place, and in one line what was found there and what is allowed. Ordered by place. */
public record Fault(Place place, String message) implements Comparable<Fault> {

    private static final Comparator<Fault> ORDER =
            Comparator.comparing(Fault::place).thenComparing(Fault::message);

    /** A shorter one is nearly like too many. */
    private static final int SHORTEST = 3;

    private static final Pattern TOLD = Pattern.compile("(.+?):(\\d+): (.*)", Pattern.DOTALL);

    /** As the readers of files say it: {@code found limt in apiBudget, allowed in apiBudget are limit, per}. */
    private static final Pattern MISSPELLED =
            Pattern.compile("found (?:[\\w-]+\\.)*([\\w-]+)[ ,].*allowed [^:]*?(?:are|is)(?: one of)? ([\\w, -]+)");

    private static final Pattern FIELD =
            Pattern.compile("found (?:no (?:text|list|fields|number)|\\S.*?) in (?:[\\w-]+\\.)*([\\w-]+),|found"
                    + " (?:[\\w-]+\\.)*([\\w-]+)[ ,]");

    public Fault {
        // What stands before the host of a URI may be a password.
        message = message.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("://[^/@\\s]+@", "://…@");
    }

    /**
     * Of a reader's own words, {@code file:line: what}, which name no column.
     *
     * @param lines those of a file, to find where the line's text begins; none for a file that cannot be read
     */
    static Fault told(String text, Lines lines) {
        Matcher told = TOLD.matcher(text);
        if (!told.matches()) {
            return new Fault(Place.top(text.replaceFirst(": .*", "")), text.replaceFirst("^[^ ]+?: ", ""));
        }
        int line = Math.max(1, Integer.parseInt(told.group(2)));
        return new Fault(
                new Place(told.group(1), line, lines.column(told.group(1), line, field(told.group(3)))),
                suggesting(told.group(3)));
    }

    /** The name of the field that a message is about; empty where it names none. */
    private static String field(String message) {
        Matcher field = FIELD.matcher(message);
        return field.lookingAt() ? (field.group(2) == null ? field.group(1) : field.group(2)) : "";
    }

    /** For readers of files. */
    static BiConsumer<Place, String> into(List<Fault> faults) {
        return (place, message) -> faults.add(new Fault(place, message));
    }

    private static String suggesting(String message) {
        Matcher misspelled = MISSPELLED.matcher(message);
        if (!misspelled.matches() || misspelled.group(1).length() < SHORTEST) {
            return message;
        }
        List<String> allowed = Arrays.stream(misspelled.group(2).split(",", -1))
                .map(String::strip)
                .toList();
        return message + Spelling.suggestion(misspelled.group(1), allowed);
    }

    /** {@code file}, {@code line}, {@code column} and {@code message}. */
    public ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("file", place.file())
                .put("line", place.line())
                .put("column", place.column())
                .put("message", message);
    }

    @Override
    public int compareTo(Fault other) {
        return ORDER.compare(this, other);
    }

    /** {@code file:line:column: message}, as editors and terminals link it. */
    @Override
    public String toString() {
        return place + ": " + message;
    }
}
