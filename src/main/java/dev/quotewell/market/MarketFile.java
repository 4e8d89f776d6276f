package dev.quotewell.market;

import dev.quotewell.yaml.Durations;
import dev.quotewell.yaml.Regex;
import dev.quotewell.yaml.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One {@code <name>.yaml}. A file with {@code calendar} takes the times and ages of another; a file with {@code maxAge}
 * is judged by time, any other by its sessions.
 */
final class MarketFile {

    static final String SUFFIX = ".yaml";

    private static final Duration LATEST = Duration.ofDays(1);
    private static final Duration OLDEST_DATE = Duration.ofDays(31);

    /** The calendar and the age of its data, for the file itself and for those that share them. */
    private record Rules(TradingCalendar calendar, AgeRule ageRule) {}

    private final String name;
    private final String title;
    private final Section root;
    private final Map<SymbolRule, Section> symbols;
    private final @Nullable String shared;
    private final @Nullable Rules own;

    private MarketFile(Path file, Section root, List<String> faults) {
        this.name = file.getFileName().toString().replace(SUFFIX, "");
        this.root = root;
        this.title = root.text("name", "the market's name in full");
        this.symbols = readSymbols(root);
        this.shared = root.findText("calendar");
        this.own = root.has("calendar") ? null : readRules(file, root, faults);
        root.end();
    }

    /** Empty when it cannot be read at all; its faults are added. */
    static Optional<MarketFile> read(Path file, List<String> faults) {
        return Section.read(file, faults).map(root -> new MarketFile(file, root, faults));
    }

    private static @Nullable Rules readRules(Path file, Section root, List<String> faults) {
        int before = faults.size();
        AgeRule ageRule = readAgeRule(root);
        TradingCalendar calendar = CalendarFields.read(file, root, ageRule instanceof AgeRule.OfTime);
        return faults.size() == before ? new Rules(calendar, ageRule) : null;
    }

    private static AgeRule readAgeRule(Section root) {
        if (!root.has("maxAge")) {
            return new AgeRule.OfSession(readDuration(root, "quoteDelay", LATEST, "20m"));
        }
        Duration dateAge = readDuration(root, "dateAge", OLDEST_DATE, "5d");
        if (!dateAge.equals(Duration.ofDays(dateAge.toDays())) && root.has("dateAge")) {
            root.fault("dateAge", "found " + root.findText("dateAge") + " in dateAge, allowed are whole days");
        }
        return new AgeRule.OfTime(readDuration(root, "maxAge", LATEST, "1h"), Math.toIntExact(dateAge.toDays()));
    }

    private static Duration readDuration(Section root, String field, Duration max, String example) {
        if (!root.has(field)) {
            root.text(field, "a duration such as " + example);
            return Duration.ofDays(1);
        }
        Duration duration = Durations.read(root, field);
        if (duration.compareTo(max) > 0) {
            root.fault(
                    field,
                    "found " + root.findText(field) + " in " + field + ", allowed is up to " + max.toDays() + "d");
            return max;
        }
        return duration;
    }

    private static Map<SymbolRule, Section> readSymbols(Section root) {
        Map<SymbolRule, Section> rules = new LinkedHashMap<>();
        for (Section section : root.sections("symbols")) {
            Regex regex = Regex.read(section, "pattern");
            String example = section.text("example", "a symbol of this market");
            Set<String> datasets = Set.copyOf(section.texts("datasets"));
            section.end();
            if (!example.isEmpty() && !regex.pattern().matcher(example).matches()) {
                section.fault(
                        "example",
                        "found " + example + " in " + section.nameOf("example")
                                + ", allowed is what the pattern matches: " + regex.pattern());
            }
            rules.put(new SymbolRule(regex.pattern(), example, datasets), section);
        }
        return rules;
    }

    String name() {
        return name;
    }

    /** Empty when this file, or the one it shares the calendar of, has faults. */
    Optional<Market> market(Map<String, MarketFile> files) {
        if (shared == null) {
            return Optional.ofNullable(own).map(this::market);
        }
        MarketFile owner = files.get(shared);
        if (owner == null || owner.root.has("calendar")) {
            List<String> owners = new ArrayList<>();
            files.values().stream().filter(file -> !file.root.has("calendar")).forEach(file -> owners.add(file.name));
            root.fault(
                    "calendar",
                    "found " + shared + " in calendar, allowed are the files with hours of their own: "
                            + (owners.isEmpty() ? "none yet" : String.join(", ", owners)));
            return Optional.empty();
        }
        return Optional.ofNullable(owner.own).map(this::market);
    }

    private Market market(Rules rules) {
        return new Market(name, title, rules.calendar(), rules.ageRule(), List.copyOf(symbols.keySet()));
    }

    /** Whether any symbol belongs to two cannot be told cheaply, but whether an example of one does can. */
    void refuseSymbolsOfOthers(Collection<MarketFile> files) {
        symbols.forEach((rule, section) -> files.stream()
                .filter(other -> !other.calendarName().equals(calendarName()))
                .filter(other -> other.symbols.keySet().stream().anyMatch(rule::meets))
                .forEach(other -> section.fault(
                        "example",
                        "found " + rule.example() + " in symbols of " + other.name
                                + " too, allowed is one market, or two with the same calendar")));
    }

    private String calendarName() {
        return shared == null ? name : shared;
    }
}
