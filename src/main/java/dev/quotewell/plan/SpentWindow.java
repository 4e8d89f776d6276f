package dev.quotewell.plan;

import dev.quotewell.budget.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What was spent in one window of one key. For one thread, and moments that only go forward. */
final class SpentWindow {

    private record Spending(Instant at, long amount) {}

    private final Deque<Spending> spendings = new ArrayDeque<>();
    private long sum;

    void add(Instant at, long amount) {
        spendings.addLast(new Spending(at, amount));
        sum += amount;
    }

    long used(Span span, Instant now) {
        while (!spendings.isEmpty() && !span.counts(spendings.getFirst().at(), now)) {
            sum -= spendings.removeFirst().amount();
        }
        return sum;
    }

    /** How long until so much has left; at least a millisecond. */
    Duration until(long missing, Span span, Instant now) {
        if (span instanceof Span.Calendar calendar) {
            return Duration.between(now, calendar.end());
        }
        long left = missing;
        Instant free = now;
        for (Spending spending : spendings) {
            left -= spending.amount();
            free = span.leaves(spending.at());
            if (left <= 0) {
                break;
            }
        }
        Duration wait = Duration.between(now, free);
        return wait.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : wait;
    }

    /** As {@link dev.quotewell.budget.KeyCount.Window} tells it: null for calendars and empty windows. */
    @Nullable
    Instant oldestLeaves(Span span, Instant now) {
        return span instanceof Span.Rolling && used(span, now) > 0
                ? span.leaves(spendings.getFirst().at())
                : null;
    }
}
