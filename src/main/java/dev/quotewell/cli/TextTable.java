package dev.quotewell.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Rows under headings, aligned, at most {@value #WIDEST} columns wide: the last column gives way. */
final class TextTable {

    static final int WIDEST = 100;

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final Set<Integer> numbers;

    /** @param numbers the columns that are written to the right, from 0 */
    TextTable(Set<Integer> numbers, String... headings) {
        this.numbers = numbers;
        rows.add(List.of(headings));
    }

    void add(String... cells) {
        rows.add(Arrays.stream(cells).map(PlainText::line).toList());
    }

    List<String> lines() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - row.get(i).length());
            line.append(i == 0 ? "" : GAP);
            line.append(numbers.contains(i) ? padding + row.get(i) : row.get(i) + padding);
        }
        return cut(line.toString().stripTrailing());
    }

    private static String cut(String line) {
        return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 1) + "…";
    }
}
