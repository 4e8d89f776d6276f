package dev.quotewell.market;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A market in UTC that is closed for four weeks, as some were in wars. */
final class Closures {

    private Closures() {}

    static Market market() {
        Hours usual = new Hours(List.of(new Stretch(Phase.REGULAR, 9 * 60, 17 * 60)));
        Map<LocalDate, Hours> holidays = LocalDate.of(2025, 3, 10)
                .datesUntil(LocalDate.of(2025, 4, 7))
                .collect(Collectors.toMap(Function.identity(), day -> Hours.NONE));
        TradingCalendar calendar = new TradingCalendar(
                "test.yaml",
                ZoneId.of("UTC"),
                EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                new TreeMap<>(Map.of(LocalDate.MIN, usual)),
                holidays,
                2025);
        return new Market("test", "Test", calendar, new AgeRule.OfSession(Duration.ofMinutes(20)), List.of());
    }
}
