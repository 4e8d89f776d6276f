package dev.quotewell.budget;

import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.ApiBudget.Policy;
import dev.quotewell.provider.ApiBudget.Reserve;
import dev.quotewell.provider.ApiBudget.Weight;
import dev.quotewell.provider.BudgetWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One window of a budget, at a moment and for a priority.
 *
 * @param usable up to how much all calls together may fill it for this priority
 * @param half how much of it one instance takes that cannot see the others
 * @param perSymbol whether symbols are counted, not calls
 */
public record Charge(String window, long limit, long usable, long half, boolean perSymbol, Span span) {

    /** In shorter windows everybody may use at least one call: who waits gets it soon. */
    private static final Duration SHORT = Duration.ofHours(1);

    static List<Charge> all(ApiBudget budget, Priority priority, Instant now) {
        return budget.policies().stream()
                .map(policy -> of(policy, budget.reserve(), priority, now))
                .toList();
    }

    private static Charge of(Policy policy, Reserve reserve, Priority priority, Instant now) {
        return new Charge(
                policy.name(),
                policy.limit(),
                share(policy, percent(reserve, priority)),
                share(policy, 50),
                policy.weight() == Weight.SYMBOL,
                Span.of(policy.window(), now));
    }

    private static int percent(Reserve reserve, Priority priority) {
        return switch (priority) {
            case INTERACTIVE -> 100;
            case SCHEDULED -> 100 - reserve.interactivePercent();
            case BACKFILL -> 100 - reserve.interactivePercent() - reserve.scheduledPercent();
        };
    }

    private static long share(Policy policy, int percent) {
        BudgetWindow window = policy.window();
        long share = policy.limit() * percent / 100;
        return window.length().compareTo(SHORT) < 0 ? Math.max(1, share) : share;
    }

    /** What a call costs here. */
    public long of(Cost cost) {
        return perSymbol ? cost.symbols() : cost.calls();
    }
}
