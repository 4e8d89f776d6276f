package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** One line a provider, at most {@value #WIDEST} columns wide. */
final class ProviderTable {

    static final int WIDEST = 120;

    private static final String GAP = "  ";

    private static final List<String> HEADINGS =
            List.of("PROVIDER", "DATASETS", "KEY", "CALLS", "SAVED", "SUSP", "BREAKER", "LAST ERROR", "BUDGET LEFT");

    private static final int DATASETS = 1;
    private static final int KEY = 2;
    private static final int FIRST_COUNT = 3;
    private static final int BREAKER = 6;
    private static final int LAST_ERROR = 7;

    /** What gives way when a line would become too wide, in this order, and down to which width. */
    private static final int[][] GIVES_WAY = {{DATASETS, 12}, {KEY, 17}, {LAST_ERROR, 19}};

    private ProviderTable() {}

    static List<String> lines(JsonNode providers, Instant now) {
        List<List<String>> rows = new ArrayList<>(List.of(HEADINGS));
        // Who is asked comes first, each half in the order of the names.
        StreamSupport.stream(providers.spliterator(), false)
                .sorted(Comparator.comparing(
                        provider -> !provider.path("enabled").asBoolean()))
                .forEach(provider -> rows.add(row(provider, now)));
        int[] widths = widths(rows);
        List<String> lines = new ArrayList<>();
        rows.forEach(row -> lines.add(line(row, widths)));
        providers.findValuesAsText("why").stream()
                .distinct()
                .forEach(why -> lines.add("Budgets are unknown: " + ProviderWords.plain(why)));
        return lines;
    }

    /** Where a provider that is called has its breaker, the others say why they are not. */
    private static List<String> row(JsonNode provider, Instant now) {
        List<String> row = new ArrayList<>(List.of(
                ProviderWords.text(provider, "name"),
                String.join(",", ProviderWords.texts(provider.path("datasets"))),
                ProviderWords.key(provider.path("key")),
                provider.path("calls").asText(),
                provider.path("saved").asText(),
                provider.path("suspected").asText()));
        if (provider.path("enabled").asBoolean()) {
            row.add(ProviderWords.text(provider, "breaker"));
            row.add(ProviderWords.lastFailure(provider.path("lastFailure"), now));
            row.add(ProviderWords.budget(provider.path("budget"), now));
        } else {
            row.add("disabled: " + ProviderWords.text(provider, "disabledWhy"));
        }
        return row;
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[HEADINGS.size()];
        for (List<String> row : rows) {
            boolean whole = row.size() == HEADINGS.size();
            for (int i = 0; i < (whole ? row.size() : BREAKER); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (int[] column : GIVES_WAY) {
            int tooWide = Arrays.stream(widths).sum() + (widths.length - 1) * GAP.length() - WIDEST;
            int spare = Math.max(0, widths[column[0]] - column[1]);
            widths[column[0]] -= Math.min(spare, Math.max(0, tooWide));
        }
        return widths;
    }

    private static String line(List<String> row, int[] widths) {
        List<String> cells = IntStream.range(0, row.size())
                .mapToObj(i -> cell(row, i, widths[i]))
                .toList();
        return cut(String.join(GAP, cells).stripTrailing(), WIDEST);
    }

    private static String cell(List<String> row, int column, int width) {
        boolean last = column == row.size() - 1;
        String text = last ? row.get(column) : cut(row.get(column), width);
        String padding = " ".repeat(Math.max(0, width - text.length()));
        return column >= FIRST_COUNT && column < BREAKER ? padding + text : text + padding;
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }
}
