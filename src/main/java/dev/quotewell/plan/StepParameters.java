package dev.quotewell.plan;

import dev.quotewell.cache.CachePolicy;
import dev.quotewell.load.CalendarTtl;
import dev.quotewell.routefile.Endpoint;
import dev.quotewell.routefile.Option;
import dev.quotewell.traffic.Setup;
import dev.quotewell.yaml.Place;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
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

    private final Endpoint endpoint;
    private final BiConsumer<Place, String> faults;
    private final Set<String> known = new TreeSet<>(OTHERS);

    private StepParameters(Endpoint endpoint, BiConsumer<Place, String> faults) {
        this.endpoint = endpoint;
        this.faults = faults;
    }

    /** Adds what is wrong to the faults, and goes on with the defaults then. */
    static Setup.Step read(Endpoint endpoint, List<String> providers, BiConsumer<Place, String> faults) {
        return new StepParameters(endpoint, faults).step(providers);
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
        for (Option option : endpoint.options()) {
            if (!known.contains(option.name())) {
                faults.accept(
                        option.place(),
                        "found " + option.name() + " in " + endpoint.uri() + ", allowed are "
                                + String.join(", ", known));
            }
        }
        return step;
    }

    private CachePolicy checked(CachePolicy.Builder policy, CachePolicy defaults) {
        try {
            return policy.build();
        } catch (IllegalArgumentException e) {
            String name = String.valueOf(e.getMessage()).split(" ", 2)[0];
            Option option = endpoint.option(name);
            faults.accept(option == null ? endpoint.place() : option.place(), "found that " + e.getMessage());
            return defaults;
        }
    }

    private @Nullable Option find(String name) {
        known.add(name);
        return endpoint.option(name);
    }

    private @Nullable String whenClosed() {
        Option option = find("ttlWhenClosed");
        if (option == null || option.value().equals(CalendarTtl.UNTIL_OPEN)) {
            return option == null ? null : CalendarTtl.UNTIL_OPEN;
        }
        return duration("ttlWhenClosed", Duration.ZERO).toString();
    }

    private Duration duration(String name, Duration absent) {
        Option option = find(name);
        if (option == null) {
            return absent;
        }
        Duration duration = duration(option.value());
        if (duration == null) {
            faults.accept(
                    option.place(),
                    "found " + option.value() + " in " + name + ", allowed is a duration such as 15s, 500ms" + " or 6h"
                            + (name.equals("ttlWhenClosed") ? ", or until-open" : ""));
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
        Option option = find(name);
        if (option == null) {
            return 0;
        }
        try {
            return Double.parseDouble(option.value());
        } catch (NumberFormatException e) {
            faults.accept(
                    option.place(), "found " + option.value() + " in " + name + ", allowed is a number from 0 to 1");
            return 0;
        }
    }

    private int number(String name, int absent) {
        Option option = find(name);
        if (option == null) {
            return absent;
        }
        if (!option.value().matches("\\d{1,9}") || Integer.parseInt(option.value()) < 1) {
            faults.accept(
                    option.place(),
                    "found " + option.value() + " in " + name + ", allowed is a whole number from 1 on");
            return absent;
        }
        return Integer.parseInt(option.value());
    }

    private boolean flag(String name) {
        Option option = find(name);
        if (option != null && !option.value().matches("true|false")) {
            faults.accept(option.place(), "found " + option.value() + " in " + name + ", allowed are true, false");
        }
        return option != null && option.value().equals("true");
    }
}
