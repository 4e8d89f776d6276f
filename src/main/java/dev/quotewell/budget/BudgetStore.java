package dev.quotewell.budget;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The count that all instances share. Each operation is one atomic step. Safe for many threads. Every stage ends with
 * {@link BudgetUnavailableException}, soon, when the store gives no answer.
 */
public interface BudgetStore {

    /** For how long a call counts as under way when its end is never told, since its instance died. */
    Duration LEASE = Duration.ofSeconds(60);

    /**
     * The key that was granted (its place in the account), or what refuses all of them, and how they stand afterwards.
     *
     * @param retryAfter when asking again may help; zero when granted
     * @param detail as in {@link Decision.Refused}
     */
    record Answer(
            OptionalInt granted, Duration retryAfter, Decision.Reason reason, String detail, List<KeyCount> keys) {

        public Answer {
            keys = List.copyOf(keys);
        }
    }

    /**
     * Counts a call with the open key that has the most left, if all windows of one permit it.
     *
     * @param permit unique over all instances
     */
    CompletionStage<Answer> take(Account account, Priority priority, Cost cost, String permit);

    /** The call of a permit has ended; the account has its one key. */
    CompletionStage<Void> finish(
            Account account, String permit, List<Correction> corrections, @Nullable Closing closing);

    /** Counts, in any case, what was spent without asking; the account has one key. */
    CompletionStage<Void> add(Account account, List<Spent> spent, KeyCount.@Nullable Closed closed);

    /** How the keys stand. */
    CompletionStage<List<KeyCount>> counts(Account account);
}
