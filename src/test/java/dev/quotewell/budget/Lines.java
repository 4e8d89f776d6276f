package dev.quotewell.budget;

import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.ApiBudget.Policy;
import dev.quotewell.provider.ApiBudget.Reserve;
import dev.quotewell.provider.ApiBudget.Weight;
import dev.quotewell.provider.BudgetWindow;
import dev.quotewell.provider.BudgetWindow.Calendar;
import dev.quotewell.provider.BudgetWindow.Rolling;
import dev.quotewell.provider.BudgetWindow.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Budgets and headers as a line of a test writes them. */
final class Lines {

    static final Instant NOW = Instant.parse("2026-03-02T15:00:00Z");

    private Lines() {}

    /** {@code 8/PT1M/symbol 800/day}. */
    static ApiBudget budget(String policies) {
        return new ApiBudget(
                Arrays.stream(policies.split(" ", -1)).map(Lines::policy).toList(), 0, Reserve.USUAL, List.of());
    }

    private static Policy policy(String text) {
        String[] parts = text.split("/", -1);
        BudgetWindow window = parts[1].startsWith("P")
                ? new Rolling(Duration.parse(parts[1]))
                : new Calendar(Unit.valueOf(parts[1].toUpperCase(Locale.ROOT)), ZoneOffset.UTC, LocalTime.MIDNIGHT, 1);
        return new Policy(Long.parseLong(parts[0]), window, parts.length > 2 ? Weight.SYMBOL : Weight.CALL);
    }

    /** {@code name: value | name: value}. */
    static Map<String, String> headers(String text) {
        Map<String, String> headers = new HashMap<>();
        for (String header : text.split(" \\| ", -1)) {
            int colon = header.indexOf(": ");
            if (colon > 0) {
                headers.put(header.substring(0, colon), header.substring(colon + 2));
            }
        }
        return headers;
    }
}
