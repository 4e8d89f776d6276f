package dev.quotewell.cli;

import dev.quotewell.plan.Comparison;
import dev.quotewell.plan.Spans;
import dev.quotewell.plan.Use;
import dev.quotewell.plan.Use.Fill;
import dev.quotewell.plan.Use.OfDataset;
import dev.quotewell.plan.Use.OfProvider;
import dev.quotewell.plan.Use.ProviderDay;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** A comparison for people: what is and what would be, and what gets worse. */
final class PlanTable {

    private static final String ARROW = " → ";

    private PlanTable() {}

    static List<String> lines(Comparison comparison) {
        List<String> lines = new ArrayList<>(datasets(comparison));
        if (!comparison.providers().isEmpty()) {
            lines.add("");
            lines.addAll(providers(comparison));
        }
        if (!comparison.schedules().isEmpty()) {
            lines.add("");
            lines.addAll(schedules(comparison));
        }
        lines.add("");
        lines.add(comparison.isNoDifference() ? "No difference." : "now" + ARROW + "with the change");
        comparison.warnings().forEach(warning -> lines.add("warning: " + PlainText.line(warning)));
        return lines;
    }

    private static List<String> datasets(Comparison comparison) {
        TextTable table =
                new TextTable(Set.of(1), "DATASET", "LOOK-UPS", "CALLS", "HIT RATIO", "AGE P50", "AGE P99", "REFUSED");
        for (String dataset : comparison.datasets()) {
            OfDataset now = Comparison.of(comparison.now(), dataset);
            OfDataset then = Comparison.of(comparison.then(), dataset);
            table.add(
                    dataset,
                    counts(now.lookUps(), then.lookUps()),
                    counts(now.calls(), then.calls()),
                    change(now, then, use -> String.format(Locale.ROOT, "%.1f%%", 100 * use.hitRatio())),
                    change(now, then, use -> Spans.shown(use.ageP50())),
                    change(now, then, use -> Spans.shown(use.ageP99())),
                    change(now, then, use -> Long.toString(use.refused())));
        }
        return table.lines();
    }

    private static List<String> providers(Comparison comparison) {
        TextTable table = new TextTable(Set.of(), "PROVIDER", "DAY", "CALLS", "NOT GRANTED", "OF ITS BUDGET");
        for (ProviderDay day : comparison.providers()) {
            OfProvider now = Comparison.of(comparison.now(), day);
            OfProvider then = Comparison.of(comparison.then(), day);
            table.add(
                    day.provider(),
                    day.day().toString(),
                    counts(now.calls(), then.calls()),
                    change(now, then, use -> Long.toString(use.refused())),
                    change(now, then, PlanTable::fill));
        }
        return table.lines();
    }

    private static List<String> schedules(Comparison comparison) {
        TextTable table = new TextTable(Set.of(), "SCHEDULE", "LOOK-UPS");
        for (String schedule : comparison.schedules()) {
            table.add(
                    schedule,
                    counts(
                            Comparison.ofSchedule(comparison.now(), schedule),
                            Comparison.ofSchedule(comparison.then(), schedule)));
        }
        return table.lines();
    }

    /** The longest window says most about a day. */
    private static String fill(OfProvider use) {
        return use.fills().stream()
                .max(Comparator.comparing(Fill::length))
                .map(fill -> fill.most() + "/" + fill.limit() + " " + fill.window())
                .orElse("-");
    }

    private static String counts(long now, long then) {
        if (now == then) {
            return Long.toString(now);
        }
        String percent = now == 0 ? "" : String.format(Locale.ROOT, " %+d%%", Math.round(100.0 * (then - now) / now));
        return now + ARROW + then + percent;
    }

    private static <T extends Record> String change(T now, T then, Function<T, String> shown) {
        String before = shown.apply(now);
        String after = shown.apply(then);
        return before.equals(after) ? before : before + ARROW + after;
    }

    /** What the recording holds, and how close the simulation of its own configuration comes to it. */
    static List<String> head(Comparison comparison, String what) {
        long lookUps = sum(comparison.recorded(), OfDataset::lookUps);
        return List.of(
                what,
                "recorded: " + lookUps + " look-ups, " + sum(comparison.recorded(), OfDataset::hits) + " hits, "
                        + sum(comparison.recorded(), OfDataset::calls)
                        + " calls; simulated with today's configuration: "
                        + sum(comparison.now(), OfDataset::hits) + " hits, "
                        + sum(comparison.now(), OfDataset::calls) + " calls",
                "");
    }

    private static long sum(Use use, Function<OfDataset, Long> part) {
        return use.datasets().values().stream().mapToLong(part::apply).sum();
    }
}
