package dev.quotewell.provider;

import dev.quotewell.provider.ApiBudget.LimitHeaders;
import dev.quotewell.provider.ApiBudget.Policy;
import dev.quotewell.provider.ApiBudget.Reserve;
import dev.quotewell.provider.ApiBudget.Weight;
import dev.quotewell.provider.BudgetWindow.Calendar;
import dev.quotewell.provider.BudgetWindow.Rolling;
import dev.quotewell.provider.BudgetWindow.Unit;
import dev.quotewell.yaml.Durations;
import dev.quotewell.yaml.Section;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code apiBudget} of a provider file:
 *
 * <pre>{@code
 * policies:
 *   - { limit: 8, per: 1m }                          # in any minute
 *   - { limit: 800, per: day, zone: America/New_York, resetAt: "00:05", weight: symbol }
 *   - { limit: 15000, per: month, billingDay: 17 }   # the provider's own months
 * concurrency: 1
 * reserve: { interactive: 20%, scheduled: 10% }
 * headers:
 *   - { remaining: api-credits-left, reset: x-reset, window: 1m }
 * }</pre>
 */
final class ApiBudgetSection {

    private static final String WINDOWS =
            "a number with ms, s, m, h or d, such as 30s, up to 31d, or minute, hour, day, month";

    private final Section section;

    private ApiBudgetSection(Section section) {
        this.section = section;
    }

    static ApiBudget read(Section section) {
        return new ApiBudgetSection(section).read();
    }

    private ApiBudget read() {
        List<Policy> policies = new ArrayList<>();
        for (Section each : section.sections("policies")) {
            policy(each).ifPresent(policy -> {
                if (policies.stream().anyMatch(other -> other.name().equals(policy.name()))) {
                    each.fault(
                            "per",
                            "found the window " + policy.name() + " twice in " + section.nameOf("policies")
                                    + ", allowed is one limit for a window and weight");
                } else {
                    policies.add(policy);
                }
            });
            each.end();
        }
        int concurrency = section.has("concurrency") ? (int) number(section, "concurrency", 1000) : 0;
        Reserve reserve = reserve(section.section("reserve"));
        List<LimitHeaders> headers = new ArrayList<>();
        for (Section each : section.sections("headers")) {
            headers(each, policies).ifPresent(headers::add);
            each.end();
        }
        section.end();
        return new ApiBudget(policies, concurrency, reserve, headers);
    }

    private static Optional<Policy> policy(Section section) {
        long limit = number(section, "limit", 999_999_999);
        Optional<BudgetWindow> window = window(section);
        Weight weight = weight(section);
        return limit == 0 ? Optional.empty() : window.map(found -> new Policy(limit, found, weight));
    }

    private static Optional<BudgetWindow> window(Section section) {
        String per = section.text("per", WINDOWS);
        Optional<Unit> unit = Unit.find(per);
        Optional<Duration> length = Durations.find(per).filter(found -> found.compareTo(BudgetWindow.LONGEST) <= 0);
        if (unit.isEmpty() && length.isEmpty() && !per.isEmpty()) {
            section.fault("per", "found " + per + " in " + section.nameOf("per") + ", allowed is " + WINDOWS);
        }
        boolean days =
                unit.filter(found -> found == Unit.DAY || found == Unit.MONTH).isPresent();
        ZoneId zone = unit.isPresent() ? zone(section) : only(section, "zone", "minute, hour, day or month");
        LocalTime resetAt = days ? resetAt(section) : LocalTime.MIDNIGHT;
        if (!days) {
            only(section, "resetAt", "day or month");
        }
        int billingDay = 1;
        if (!unit.filter(Unit.MONTH::equals).isPresent()) {
            only(section, "billingDay", "month");
        } else if (section.has("billingDay")) {
            billingDay = (int) Math.max(1, number(section, "billingDay", 31));
        }
        int day = billingDay;
        return unit.<BudgetWindow>map(found -> new Calendar(found, zone, resetAt, day))
                .or(() -> length.map(Rolling::new));
    }

    private static ZoneId only(Section section, String field, String where) {
        if (section.has(field)) {
            section.fault(
                    field,
                    "found " + section.nameOf(field) + " for a window without, allowed is it with per: " + where);
        }
        return ZoneOffset.UTC;
    }

    private static ZoneId zone(Section section) {
        String text = section.findText("zone");
        try {
            return text == null ? ZoneOffset.UTC : ZoneId.of(text);
        } catch (DateTimeException unknown) {
            section.fault(
                    "zone",
                    "found " + text + " in " + section.nameOf("zone")
                            + ", allowed is a time zone such as America/New_York");
            return ZoneOffset.UTC;
        }
    }

    private static LocalTime resetAt(Section section) {
        String text = section.findText("resetAt");
        if (text != null && !text.matches("([01]\\d|2[0-3]):[0-5]\\d")) {
            section.fault(
                    "resetAt",
                    "found " + text + " in " + section.nameOf("resetAt") + ", allowed is a time such as \"00:05\"");
            return LocalTime.MIDNIGHT;
        }
        return text == null ? LocalTime.MIDNIGHT : LocalTime.parse(text);
    }

    private static Weight weight(Section section) {
        String text = section.findText("weight");
        for (Weight weight : Weight.values()) {
            if (weight.code().equals(text)) {
                return weight;
            }
        }
        if (text != null) {
            section.fault("weight", "found " + text + " in " + section.nameOf("weight") + ", allowed are call, symbol");
        }
        return Weight.CALL;
    }

    /** From 1; 0 where there is a fault. */
    private static long number(Section section, String field, long most) {
        String text = section.text(field, "a number from 1");
        if (text.matches("[1-9]\\d{0,8}") && Long.parseLong(text) <= most) {
            return Long.parseLong(text);
        }
        if (!text.isEmpty()) {
            section.fault(
                    field,
                    "found " + text + " in " + section.nameOf(field) + ", allowed is a number from 1"
                            + (most < 999_999_999 ? " to " + most : ""));
        }
        return 0;
    }

    private static Reserve reserve(Section section) {
        int interactive = percent(section, "interactive", Reserve.USUAL.interactivePercent());
        int scheduled = percent(section, "scheduled", Reserve.USUAL.scheduledPercent());
        section.end();
        if (interactive + scheduled > 100) {
            section.fault(
                    "interactive",
                    "found " + interactive + "% and " + scheduled + "% in " + section.nameOf("interactive") + " and "
                            + section.nameOf("scheduled") + ", allowed are at most 100% together");
            return Reserve.USUAL;
        }
        return new Reserve(interactive, scheduled);
    }

    private static int percent(Section section, String field, int absent) {
        String text = section.findText(field);
        if (text == null) {
            return absent;
        }
        if (text.matches("(\\d{1,2}|100)%")) {
            return Integer.parseInt(text.substring(0, text.length() - 1));
        }
        section.fault(
                field,
                "found " + text + " in " + section.nameOf(field) + ", allowed is a share such as 20%, up to 100%");
        return absent;
    }

    private static Optional<LimitHeaders> headers(Section section, List<Policy> policies) {
        String remaining = header(section, "remaining", section.text("remaining", "the name of a header"));
        String reset = section.has("reset") ? header(section, "reset", section.findText("reset")) : "";
        String window = section.text("window", "the window of a policy, such as 1m");
        String normal = Durations.find(window)
                .filter(found -> found.compareTo(BudgetWindow.LONGEST) <= 0)
                .map(found -> new Rolling(found).name())
                .orElse(window);
        Optional<Policy> policy = policies.stream()
                .filter(each ->
                        each.name().equals(normal) || each.window().name().equals(normal))
                .findFirst();
        if (policy.isEmpty() && !window.isEmpty()) {
            section.fault(
                    "window",
                    "found " + window + " in " + section.nameOf("window")
                            + ", allowed are the windows of the policies: "
                            + policies.stream().map(Policy::name).collect(Collectors.joining(", ")));
        }
        return policy.map(found -> new LimitHeaders(remaining, reset.isEmpty() ? null : reset, found.name()));
    }

    private static String header(Section section, String field, @Nullable String name) {
        if (name != null && !name.isEmpty() && !name.matches("[A-Za-z0-9-]{1,64}")) {
            section.fault(
                    field, "found " + name + " in " + section.nameOf(field) + ", allowed is the name of a header");
        }
        return name == null ? "" : name.toLowerCase(Locale.ROOT);
    }
}
