package dev.quotewell.market;

import dev.quotewell.yaml.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the spans {@code pre}, {@code regular} and {@code post} of a day, such as {@code 09:00-11:30, 12:30-15:30}. A
 * regular span that ends no later than it starts begins the day before.
 */
final class HoursFields {

    private static final Pattern SPAN =
            Pattern.compile("([01]\\d|2[0-3]):([0-5]\\d)-(?:([01]\\d|2[0-3]):([0-5]\\d)|(24:00))");

    private HoursFields() {}

    static Hours read(Section section) {
        List<Stretch> stretches = new ArrayList<>();
        boolean alone = !section.has("pre") && !section.has("post");
        add(section, "pre", Phase.PRE, section.findText("pre"), false, stretches);
        add(section, "regular", Phase.REGULAR, section.text("regular", "a span such as 09:30-16:00"), alone, stretches);
        add(section, "post", Phase.POST, section.findText("post"), false, stretches);
        return new Hours(stretches);
    }

    private static void add(
            Section section,
            String field,
            Phase phase,
            @Nullable String text,
            boolean mayBeginTheDayBefore,
            List<Stretch> stretches) {
        if (text == null || text.isEmpty()) {
            return;
        }
        for (String span : text.split(", *", -1)) {
            Matcher matcher = SPAN.matcher(span);
            if (!matcher.matches()) {
                section.fault(
                        field,
                        "found " + text + " in " + section.nameOf(field) + ", allowed is a span such as 09:30-16:00");
                return;
            }
            int from = minutes(matcher.group(1), matcher.group(2));
            int until = matcher.group(5) != null ? Stretch.DAY : minutes(matcher.group(3), matcher.group(4));
            if (until <= from && mayBeginTheDayBefore) {
                from -= Stretch.DAY;
            }
            if (until <= from || from < endOf(stretches)) {
                section.fault(
                        field,
                        "found " + span + " in " + section.nameOf(field)
                                + ", allowed are spans of one day that follow each other: pre, regular, post");
                return;
            }
            stretches.add(new Stretch(phase, from, until));
        }
    }

    private static int endOf(List<Stretch> stretches) {
        return stretches.isEmpty()
                ? -Stretch.DAY
                : stretches.get(stretches.size() - 1).until();
    }

    private static int minutes(String hours, String minutes) {
        return Integer.parseInt(hours) * 60 + Integer.parseInt(minutes);
    }
}
