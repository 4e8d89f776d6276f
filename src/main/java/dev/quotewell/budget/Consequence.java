package dev.quotewell.budget;

import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.ApiBudget.Policy;
import dev.quotewell.provider.BudgetWindow;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.provider.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the end of a call means for its key. */
record Consequence(List<Correction> corrections, @Nullable Closing closing) {

    static final String NOTHING_LEFT = "nothing-left";

    private static final Duration RATE_LIMITED = Duration.ofMinutes(1);
    private static final Duration LONGEST_RATE_LIMITED = Duration.ofHours(24);
    private static final Duration QUOTA_EXHAUSTED = Duration.ofHours(1);

    /** Someone must act; until then a call now and then shows whether someone did. */
    private static final Duration AUTH = Duration.ofMinutes(10);

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    Consequence {
        corrections = List.copyOf(corrections);
    }

    boolean isNone() {
        return corrections.isEmpty() && closing == null;
    }

    /**
     * Retry-After wins over what the limits' headers say, those over {@code retryAfter}: the failure's own, which may
     * come from the rule of the provider's file that recognized it.
     */
    static Consequence of(
            ApiBudget budget,
            Map<String, String> headers,
            @Nullable FailureClass failure,
            @Nullable Duration retryAfter,
            Instant receivedAt) {
        ToldLimits told = ToldLimits.read(budget, headers, receivedAt);
        Optional<Instant> asked = RetryAfter.parse(headers.getOrDefault("retry-after", ""), receivedAt)
                .map(wait -> wait.compareTo(ToldLimits.LONGEST) < 0 ? wait : ToldLimits.LONGEST)
                .map(receivedAt::plus)
                .or(() -> Optional.ofNullable(told.nothingLeftUntil()));
        Closing closing = null;
        if (failure == FailureClass.RATE_LIMITED) {
            Instant until = asked.orElse(receivedAt.plus(retryAfter == null ? RATE_LIMITED : retryAfter));
            closing = until(until, receivedAt, LONGEST_RATE_LIMITED, failure);
        } else if (failure == FailureClass.QUOTA_EXHAUSTED) {
            Optional<Instant> until =
                    asked.or(() -> Optional.ofNullable(retryAfter).map(receivedAt::plus));
            closing = until.isPresent()
                    ? until(until.get(), receivedAt, ToldLimits.LONGEST, failure)
                    : untilQuotaBeginsAnew(budget, receivedAt);
        } else if (failure == FailureClass.AUTH) {
            closing = new Closing.Until(receivedAt.plus(AUTH), failure.code());
        } else if (told.nothingLeftUntil() != null) {
            closing = new Closing.Until(told.nothingLeftUntil(), NOTHING_LEFT);
        }
        return new Consequence(told.corrections(), closing);
    }

    private static Closing until(Instant until, Instant receivedAt, Duration longest, FailureClass why) {
        Instant earliest = receivedAt.plus(SHORTEST);
        Instant latest = receivedAt.plus(longest);
        Instant bounded = until.isBefore(earliest) ? earliest : until.isAfter(latest) ? latest : until;
        return new Closing.Until(bounded, why.code());
    }

    /** The longest window is the one that a quota is about; of two alike, the calendar's. */
    private static Closing untilQuotaBeginsAnew(ApiBudget budget, Instant receivedAt) {
        String why = FailureClass.QUOTA_EXHAUSTED.code();
        Optional<Policy> longest = budget.policies().stream()
                .filter(policy -> policy.window().length().compareTo(QUOTA_EXHAUSTED) >= 0)
                .max(Comparator.<Policy, Duration>comparing(
                                policy -> policy.window().length())
                        .thenComparing(policy -> policy.window() instanceof BudgetWindow.Calendar));
        if (longest.isPresent() && Span.of(longest.get().window(), receivedAt) instanceof Span.Calendar calendar) {
            return new Closing.Until(calendar.end(), why);
        }
        return longest.<Closing>map(policy -> new Closing.UntilOldestLeaves(policy.name(), QUOTA_EXHAUSTED, why))
                .orElse(new Closing.Until(receivedAt.plus(QUOTA_EXHAUSTED), why));
    }
}
