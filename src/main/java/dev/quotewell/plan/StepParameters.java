package dev.quotewell.plan;

import dev.quotewell.cache.CachePolicy;
import dev.quotewell.load.CalendarTtl;
import dev.quotewell.traffic.Setup;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parameters of a cache-aside step, read as its endpoint reads them. */
final class StepParameters {

    /** What the step may have besides, and what makes no difference to a plan. */
    private static final Set<String> OTHERS =
            Set.of("key", "loader", "loads", "lazyStartProducer", "exchangePattern", "pattern");

    private static final Pattern PARTS = Pattern.compile("(?:\\d+(?:ms|s|m|h|d))+");
    private static final Pattern PART = Pattern.compile("(\\d+)(ms|s|m|h|d)");

    private final RouteFile.Target target;
    private final List<String> faults;
    private final Set<String> known = new TreeSet<>(OTHERS);

    private StepParameters(RouteFile.Target target, List<String> faults) {
        this.target = target;
        this.faults = faults;
    }

    /** Adds what is wrong to the faults, and goes on with the defaults then. */
    static Setup.Step read(RouteFile.Target target, List<String> providers, List<String> faults) {
        return new StepParameters(target, faults).step(providers);
    }

    private Setup.Step step(List<String> providers) {
        CachePolicy defaults = CachePolicy.builder().build();
        CachePolicy.Builder policy = CachePolicy.builder()
                .ttl(duration("ttl", defaults.ttl()))
                .jitter(share("jitter"))
                .eagerRefresh(share("eagerRefresh"))
                .staleWhileRevalidate(duration("staleWhileRevalidate", defaults.staleWhileRevalidate()))
                .staleIfError(duration("staleIfError", defaults.staleIfError()))
                .negativeTtl(duration("negativeTtl", defaults.negativeTtl()))
                .softTimeout(duration("softTimeout", defaults.softTimeout()))
                .hardTimeout(duration("hardTimeout", defaults.hardTimeout()))
                .failureBackoff(duration("failureBackoff", defaults.failureBackoff()))
                .failureBackoffMax(duration("failureBackoffMax", defaults.failureBackoffMax()))
                .nearTtl(duration("nearTtl", defaults.nearTtl()))
                .largestEntryBytes(number("largestEntry", (int) defaults.largestEntryBytes()));
        Duration whenFinal = duration("ttlWhenFinal", Duration.ZERO);
        Setup.Step step = new Setup.Step(
                checked(policy, defaults),
                whenClosed(),
                whenFinal.isZero() ? null : whenFinal,
                flag("honourRequestCacheControl"),
                number("batchSize", 1),
                providers);
        for (Map.Entry<String, Text> each : target.parameters().entrySet()) {
            if (!known.contains(each.getKey())) {
                faults.add(each.getValue()
                        .fault("found " + each.getKey() + " in " + target.uri().value() + ", allowed are "
                                + String.join(", ", known)));
            }
        }
        return step;
    }

    private CachePolicy checked(CachePolicy.Builder policy, CachePolicy defaults) {
        try {
            return policy.build();
        } catch (IllegalArgumentException e) {
            String name = String.valueOf(e.getMessage()).split(" ", 2)[0];
            faults.add(target.parameters().getOrDefault(name, target.uri()).fault("found that " + e.getMessage()));
            return defaults;
        }
    }

    private @Nullable Text find(String name) {
        known.add(name);
        return target.parameters().get(name);
    }

    private @Nullable String whenClosed() {
        Text text = find("ttlWhenClosed");
        if (text == null || text.value().equals(CalendarTtl.UNTIL_OPEN)) {
            return text == null ? null : CalendarTtl.UNTIL_OPEN;
        }
        return duration("ttlWhenClosed", Duration.ZERO).toString();
    }

    private Duration duration(String name, Duration absent) {
        Text text = find(name);
        if (text == null) {
            return absent;
        }
        Duration duration = duration(text.value());
        if (duration == null) {
            faults.add(text.fault("found " + text.value() + " in " + name + ", allowed is a duration such as 15s, 500ms"
                    + " or 6h" + (name.equals("ttlWhenClosed") ? ", or until-open" : "")));
            return absent;
        }
        return duration;
    }

    /** As Camel reads them: 1h30m, 500 (milliseconds), or ISO 8601. */
    static @Nullable Duration duration(String text) {
        try {
            if (text.matches("\\d{1,15}")) {
                return Duration.ofMillis(Long.parseLong(text));
            }
            if (text.startsWith("P")) {
                return Duration.parse(text);
            }
            if (!PARTS.matcher(text).matches()) {
                return null;
            }
            Duration sum = Duration.ZERO;
            Matcher part = PART.matcher(text);
            while (part.find()) {
                long amount = Long.parseLong(part.group(1));
                sum = sum.plus(
                        switch (part.group(2)) {
                            case "ms" -> Duration.ofMillis(amount);
                            case "s" -> Duration.ofSeconds(amount);
                            case "m" -> Duration.ofMinutes(amount);
                            case "h" -> Duration.ofHours(amount);
                            default -> Duration.ofDays(amount);
                        });
            }
            return sum;
        } catch (DateTimeException | ArithmeticException | NumberFormatException tooLarge) {
            return null;
        }
    }

    private double share(String name) {
        Text text = find(name);
        if (text == null) {
            return 0;
        }
        try {
            return Double.parseDouble(text.value());
        } catch (NumberFormatException e) {
            faults.add(text.fault("found " + text.value() + " in " + name + ", allowed is a number from 0 to 1"));
            return 0;
        }
    }

    private int number(String name, int absent) {
        Text text = find(name);
        if (text == null) {
            return absent;
        }
        if (!text.value().matches("\\d{1,9}") || Integer.parseInt(text.value()) < 1) {
            faults.add(text.fault("found " + text.value() + " in " + name + ", allowed is a whole number from 1 on"));
            return absent;
        }
        return Integer.parseInt(text.value());
    }

    private boolean flag(String name) {
        Text text = find(name);
        if (text != null && !text.value().matches("true|false")) {
            faults.add(text.fault("found " + text.value() + " in " + name + ", allowed are true, false"));
        }
        return text != null && text.value().equals("true");
    }
}
