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

    private static final Pattern TOLD = Pattern.compile("(.+?):(\\d+): (.*)", Pattern.DOTALL);

    /** As the readers of files say it: {@code found limt in apiBudget, allowed in apiBudget are limit, per}. */
    private static final Pattern MISSPELLED =
            Pattern.compile("found (?:[\\w-]+\\.)*([\\w-]+)[ ,].*allowed [^:]*?(?:are|is)(?: one of)? ([\\w, -]+)");

    public Fault {
        message = message.strip().replaceAll("\\s*\\R\\s*", " ");
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
                new Place(told.group(1), line, lines.firstColumn(told.group(1), line)), suggesting(told.group(3)));
    }

    /** For readers of files. */
    static BiConsumer<Place, String> into(List<Fault> faults) {
        return (place, message) -> faults.add(new Fault(place, message));
    }

    private static String suggesting(String message) {
        Matcher misspelled = MISSPELLED.matcher(message);
        if (!misspelled.matches()) {
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
