package dev.quotewell.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.json.Json;
import dev.quotewell.plan.Use.Fill;
import dev.quotewell.plan.Use.OfDataset;
import dev.quotewell.plan.Use.OfProvider;
import dev.quotewell.plan.Use.ProviderDay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Two simulations of the same traffic, side by side.
 *
 * @param recorded what really happened, to judge the simulations by
 * @param now with today's configuration
 * @param then with the changed one
 */
public record Comparison(Use recorded, Use now, Use then) {

    /** An age that grows by less is no worse: a tenth of it, or a tenth of a second. */
    private static final double GROWS = 1.1;

    private static final Duration GROWS_LEAST = Duration.ofMillis(100);

    /** From so full on a budget is told to be near its end. */
    private static final double NEARLY_FULL = 0.9;

    /** Who finds a shorter window full waits, and it is no news that one of a second with one call is full. */
    private static final Duration SOON_FREE = Duration.ofHours(1);

    public SortedSet<String> datasets() {
        SortedSet<String> names = new TreeSet<>(now.datasets().keySet());
        names.addAll(then.datasets().keySet());
        return names;
    }

    public SortedSet<ProviderDay> providers() {
        SortedSet<ProviderDay> days = new TreeSet<>(now.providers().keySet());
        days.addAll(then.providers().keySet());
        return days;
    }

    public SortedSet<String> schedules() {
        SortedSet<String> names = new TreeSet<>(now.schedules().keySet());
        names.addAll(then.schedules().keySet());
        return names;
    }

    /** Look-ups that a schedule asked for. */
    public static long ofSchedule(Use use, String schedule) {
        return use.schedules().getOrDefault(schedule, 0L);
    }

    public static OfDataset of(Use use, String dataset) {
        return Objects.requireNonNullElse(use.datasets().get(dataset), OfDataset.NONE);
    }

    public static OfProvider of(Use use, ProviderDay day) {
        return Objects.requireNonNullElse(use.providers().get(day), OfProvider.NONE);
    }

    public boolean isNoDifference() {
        return now.equals(then);
    }

    /** One sentence for each thing that gets worse. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (String dataset : datasets()) {
            OfDataset before = of(now, dataset);
            OfDataset after = of(then, dataset);
            Duration age = before.ageP99();
            if (after.ageP99().compareTo(Duration.ofMillis((long) (age.toMillis() * GROWS))) > 0
                    && after.ageP99().minus(age).compareTo(GROWS_LEAST) > 0) {
                warnings.add(dataset + ": one answer in a hundred is older than " + Spans.shown(after.ageP99())
                        + ", now " + Spans.shown(age));
            }
            if (after.refused() > before.refused()) {
                warnings.add(dataset + ": " + after.refused() + " look-ups are refused for want of a budget, now "
                        + before.refused());
            }
            if (after.errors() - after.refused() > before.errors() - before.refused()) {
                warnings.add(dataset + ": " + (after.errors() - after.refused()) + " look-ups fail otherwise, now "
                        + (before.errors() - before.refused()));
            }
        }
        for (ProviderDay day : providers()) {
            burnt(day).ifPresent(warnings::add);
        }
        return warnings;
    }

    /** Of the windows that are nearly full, the longest: what is over there does not come back soon. */
    private Optional<String> burnt(ProviderDay day) {
        OfProvider before = of(now, day);
        OfProvider after = of(then, day);
        boolean burnt = after.refused() > before.refused();
        return after.fills().stream()
                .filter(fill -> fill.share() >= NEARLY_FULL)
                .filter(fill ->
                        burnt || (fill.length().compareTo(SOON_FREE) >= 0 && fill.share() > share(before, fill)))
                .max(Comparator.comparing(Fill::length))
                .map(fill -> String.format(
                        Locale.ROOT,
                        "%s, %s: the budget of %d a %s is %s (%d used)%s",
                        day.provider(),
                        day.day(),
                        fill.limit(),
                        fill.window(),
                        burnt ? "burnt" : "nearly burnt",
                        fill.most(),
                        burnt ? ", " + after.refused() + " calls are not granted, now " + before.refused() : ""));
    }

    private static double share(OfProvider use, Fill fill) {
        return use.fills().stream()
                .filter(other -> other.window().equals(fill.window()))
                .mapToDouble(Fill::share)
                .findFirst()
                .orElse(0);
    }

    /** As {@code --json} prints it; durations in milliseconds. */
    public ObjectNode toJson() {
        ObjectNode root = Json.mapper().createObjectNode();
        root.put("difference", !isNoDifference());
        ObjectNode byDataset = root.putObject("datasets");
        for (String dataset : datasets()) {
            ObjectNode each = byDataset.putObject(dataset);
            each.set("recorded", json(of(recorded, dataset)));
            each.set("now", json(of(now, dataset)));
            each.set("then", json(of(then, dataset)));
        }
        ObjectNode bySchedule = root.putObject("schedules");
        for (String schedule : schedules()) {
            bySchedule
                    .putObject(schedule)
                    .put("now", ofSchedule(now, schedule))
                    .put("then", ofSchedule(then, schedule));
        }
        ArrayNode byProvider = root.putArray("providers");
        for (ProviderDay day : providers()) {
            ObjectNode each = byProvider
                    .addObject()
                    .put("provider", day.provider())
                    .put("day", day.day().toString());
            each.set("now", json(of(now, day)));
            each.set("then", json(of(then, day)));
        }
        ArrayNode warnings = root.putArray("warnings");
        warnings().forEach(warnings::add);
        return root;
    }

    private static ObjectNode json(OfDataset use) {
        return Json.mapper()
                .createObjectNode()
                .put("lookUps", use.lookUps())
                .put("hits", use.hits())
                .put("hitRatio", Math.round(use.hitRatio() * 10_000) / 10_000.0)
                .put("stale", use.stale())
                .put("errors", use.errors())
                .put("refused", use.refused())
                .put("loads", use.loads())
                .put("calls", use.calls())
                .put("ageP50", use.ageP50().toMillis())
                .put("ageP99", use.ageP99().toMillis());
    }

    private static ObjectNode json(OfProvider use) {
        ObjectNode json =
                Json.mapper().createObjectNode().put("calls", use.calls()).put("refused", use.refused());
        ArrayNode windows = json.putArray("windows");
        use.fills()
                .forEach(fill -> windows.addObject()
                        .put("window", fill.window())
                        .put("limit", fill.limit())
                        .put("most", fill.most()));
        return json;
    }
}
