package dev.quotewell.traffic;

import dev.quotewell.budget.Priority;
import dev.quotewell.cache.Answer;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CacheObserver.Result;
import dev.quotewell.cache.CacheStatus.Forward;
import dev.quotewell.cache.RequestDirectives;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One look-up of a key, at the cache-aside step.
 *
 * @param group the same for the keys of one look-up, from 1; 0 for a key that was asked for alone
 * @param intake the id of the route that the request came in by, such as {@code http-record}; of what a schedule asked
 *     for, {@link #SCHEDULE} and its name
 * @param asked what the caller demanded, where the step honours that
 * @param forward why a provider was needed; null for what came from the cache at once
 * @param provider whose record was answered; null without one
 * @param took until there was an answer
 * @param age of the record at that moment; null without one
 * @param failure the token of a {@link dev.quotewell.cache.Failure.Kind}, such as {@code budget-exhausted}; null if
 *     there was an answer
 */
public record Ask(
        Instant at,
        CacheKey key,
        int group,
        Priority priority,
        String intake,
        RequestDirectives asked,
        Result outcome,
        @Nullable Forward forward,
        @Nullable String provider,
        Duration took,
        @Nullable Duration age,
        @Nullable String failure)
        implements Traffic {

    public static final String SCHEDULE = "schedule:";

    /** What all keys of one look-up have in common. */
    public record Asker(Instant at, int group, Priority priority, String intake, RequestDirectives asked) {}

    /** The schedule that asked; null when it was none. */
    public @Nullable String schedule() {
        return intake.startsWith(SCHEDULE) ? intake.substring(SCHEDULE.length()) : null;
    }

    public static Ask of(Asker asker, CacheKey key, Answer answer, Instant answeredAt) {
        Answer.Found found = answer instanceof Answer.Found there ? there : null;
        Duration took = Duration.between(asker.at(), answeredAt);
        return new Ask(
                asker.at(),
                key,
                asker.group(),
                asker.priority(),
                asker.intake(),
                asker.asked(),
                Result.of(answer),
                answer.status().forward(),
                found == null ? null : found.entry().provider(),
                took.isNegative() ? Duration.ZERO : took,
                found == null ? null : found.age(),
                answer instanceof Answer.Failed failed ? failed.failure().token() : null);
    }
}
