package dev.quotewell.market;

import dev.quotewell.yaml.Section;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads zone, days, hours, holidays and special days of a market file. */
final class CalendarFields {

    private static final Pattern YEARS = Pattern.compile("((?:19|20)\\d\\d)-((?:19|20)\\d\\d)");
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    private final Section root;
    private final boolean oneSpan;
    private final Map<LocalDate, Hours> exceptions = new HashMap<>();
    private Set<DayOfWeek> days = Set.of();
    private @Nullable Integer firstYear;
    private @Nullable Integer lastYear;

    private CalendarFields(Section root, boolean oneSpan) {
        this.root = root;
        this.oneSpan = oneSpan;
    }

    /** {@code oneSpan}: a day may have but one regular span, as a market that is judged by time must. */
    static TradingCalendar read(Path file, Section root, boolean oneSpan) {
        return new CalendarFields(root, oneSpan).read(file);
    }

    private TradingCalendar read(Path file) {
        ZoneId zone = readZone();
        days = readDays();
        readYears();
        NavigableMap<LocalDate, Hours> hours = readHours();
        readHolidays();
        readSpecialDays();
        refuseYearsWithoutExceptions();
        return new TradingCalendar(file.toString(), zone, days, hours, exceptions, lastYear);
    }

    private ZoneId readZone() {
        String text = root.text("zone", "a time zone such as America/New_York");
        if (text.isEmpty() || ZoneId.getAvailableZoneIds().contains(text)) {
            return text.isEmpty() ? ZoneOffset.UTC : ZoneId.of(text);
        }
        root.fault("zone", "found " + text + " in zone, allowed is a time zone such as America/New_York");
        return ZoneOffset.UTC;
    }

    private Set<DayOfWeek> readDays() {
        List<String> names = root.texts("days");
        if (!root.has("days")) {
            root.text("days", "a list of " + String.join(", ", DAYS));
        } else if (names.isEmpty() || !DAYS.containsAll(names)) {
            root.fault("days", "found " + names + " in days, allowed is a list of " + String.join(", ", DAYS));
        }
        return names.stream()
                .filter(DAYS::contains)
                .map(name -> DayOfWeek.of(DAYS.indexOf(name) + 1))
                .collect(Collectors.toUnmodifiableSet());
    }

    private void readYears() {
        if (!root.has("known")) {
            if (root.has("holidays") || root.has("specialDays")) {
                root.text("known", "the years whose holidays are told, such as 2024-2027");
            }
            return;
        }
        String text = root.text("known", "years");
        Matcher years = YEARS.matcher(text);
        if (years.matches() && years.group(1).compareTo(years.group(2)) <= 0) {
            firstYear = Integer.valueOf(years.group(1));
            lastYear = Integer.valueOf(years.group(2));
            return;
        }
        root.fault("known", "found " + text + " in known, allowed are a first and a last year such as 2024-2027");
    }

    private NavigableMap<LocalDate, Hours> readHours() {
        NavigableMap<LocalDate, Hours> hours = new TreeMap<>();
        for (Section section : root.sections("hours")) {
            LocalDate from = section.has("from")
                    ? readDate(section, "from", section.text("from", "a date")).orElse(LocalDate.MAX)
                    : LocalDate.MIN;
            if (hours.isEmpty() != from.equals(LocalDate.MIN) || (!hours.isEmpty() && !from.isAfter(hours.lastKey()))) {
                section.fault(
                        "from",
                        "found hours out of order, allowed are first the ones without from, then those with later and"
                                + " later dates in from");
            }
            hours.put(from, readSpans(section));
            section.end();
        }
        if (hours.isEmpty()) {
            root.fault("hours", "found no hours, allowed is a list such as [{ regular: 09:30-16:00 }]");
        }
        hours.putIfAbsent(LocalDate.MIN, Hours.NONE);
        return hours;
    }

    private Hours readSpans(Section section) {
        Hours hours = HoursFields.read(section);
        if (oneSpan && hours.stretches().size() > 1) {
            section.fault(
                    "regular",
                    "found other spans beside " + section.nameOf("regular")
                            + ", allowed with maxAge is that one, undivided");
        }
        return hours;
    }

    private void readHolidays() {
        Section holidays = root.section("holidays");
        for (String name : holidays.names()) {
            readDates(holidays, name, Hours.NONE);
        }
    }

    private void readSpecialDays() {
        for (Section section : root.sections("specialDays")) {
            section.text("name", "why these days differ");
            Hours hours = readSpans(section);
            readDates(section, "dates", hours);
            section.end();
        }
    }

    private void readDates(Section section, String field, Hours hours) {
        List<String> texts = section.texts(field);
        if (texts.isEmpty()) {
            section.fault(field, "found no dates in " + section.nameOf(field) + ", allowed is a list of dates");
        }
        for (String text : texts) {
            readDate(section, field, text).ifPresent(date -> addException(section, field, date, hours));
        }
    }

    /** A date on a day without trading is a slip of the pen, and so is one outside the years that are told. */
    private void addException(Section section, String field, LocalDate date, Hours hours) {
        String found = "found " + date + " in " + section.nameOf(field);
        if (!days.isEmpty() && !days.contains(date.getDayOfWeek())) {
            section.fault(
                    field,
                    found + ", a " + DAYS.get(date.getDayOfWeek().getValue() - 1)
                            + ", allowed are the days of trading");
        }
        if (firstYear != null && lastYear != null && (date.getYear() < firstYear || date.getYear() > lastYear)) {
            section.fault(field, found + ", allowed are the years of known, " + firstYear + "-" + lastYear);
        }
        if (exceptions.putIfAbsent(date, hours) != null) {
            section.fault(field, found + " for the second time, allowed is once");
        }
    }

    private void refuseYearsWithoutExceptions() {
        if (firstYear == null || lastYear == null) {
            return;
        }
        Set<Integer> told = exceptions.keySet().stream().map(LocalDate::getYear).collect(Collectors.toSet());
        Set<Integer> missing = new TreeSet<>();
        for (int year = firstYear; year <= lastYear; year++) {
            if (!told.contains(year)) {
                missing.add(year);
            }
        }
        if (!missing.isEmpty()) {
            root.fault(
                    "known",
                    "found no holiday of "
                            + missing.stream().map(String::valueOf).collect(Collectors.joining(", "))
                            + ", allowed in known are the years whose holidays are told");
        }
    }

    private static Optional<LocalDate> readDate(Section section, String field, String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException notADate) {
            section.fault(
                    field, "found " + text + " in " + section.nameOf(field) + ", allowed is a date such as 2025-01-31");
            return Optional.empty();
        }
    }
}
