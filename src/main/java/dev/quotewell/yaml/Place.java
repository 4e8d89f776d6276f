package dev.quotewell.yaml;

import java.util.Comparator;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Where something stands; lines and columns count from 1. */
public record Place(String file, int line, int column) implements Comparable<Place> {

    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::file).thenComparingInt(Place::line).thenComparingInt(Place::column);

    public Place {
        if (line < 1 || column < 1) {
            throw new IllegalArgumentException("found " + line + ":" + column + ", must be at least 1:1");
        }
    }

    public static Place top(String file) {
        return new Place(file, 1, 1);
    }

    /** Of a mark, which counts from 0. */
    static Place of(String file, Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    public Place right(int columns) {
        return new Place(file, line, column + columns);
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    /** {@code file:line:column}, as editors and terminals link it. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
