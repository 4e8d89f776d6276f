package dev.quotewell.yaml;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as files write them: 500ms, 30s, 1m, 1h, 1d. */
public final class Durations {

    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,5})(ms|s|m|h|d)");
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "ms",
            ChronoUnit.MILLIS,
            "s",
            ChronoUnit.SECONDS,
            "m",
            ChronoUnit.MINUTES,
            "h",
            ChronoUnit.HOURS,
            "d",
            ChronoUnit.DAYS);

    private Durations() {}

    public static Duration read(Section section, String field) {
        String text = section.text(field, "a duration such as 30s");
        Optional<Duration> duration = find(text);
        if (duration.isEmpty()) {
            section.fault(
                    field,
                    "found " + text + " in " + section.nameOf(field)
                            + ", allowed is a number with ms, s, m, h or d, such as 30s");
        }
        return duration.orElse(Duration.ofSeconds(1));
    }

    /** Empty when the text is no duration. */
    public static Optional<Duration> find(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(Duration.of(
                        Long.parseLong(matcher.group(1)), UNITS.getOrDefault(matcher.group(2), ChronoUnit.SECONDS)))
                : Optional.empty();
    }
}
