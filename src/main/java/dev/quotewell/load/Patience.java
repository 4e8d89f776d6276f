package dev.quotewell.load;

import dev.quotewell.budget.Priority;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.provider.ProviderFailedException;
import java.time.Duration;

/** How long a load waits for the budget of a provider. */
public final class Patience {

    /** How long a load without an answer waits, once, for a provider that was only busy. */
    public static final Duration MOMENT = Duration.ofSeconds(2);

    /** How long a call of somebody who need not hurry waits for its turn in a budget. */
    private static final Duration NO_HURRY = Duration.ofSeconds(5);

    /** How long anybody's further calls do, for the pages and the batches of an answer that has begun. */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(2);

    private Patience() {}

    /** @param onTheWay whether the provider's turn has made a call already */
    public static Duration of(Priority priority, boolean onTheWay) {
        if (priority != Priority.INTERACTIVE) {
            return NO_HURRY;
        }
        return onTheWay ? ON_THE_WAY : Duration.ZERO;
    }

    /** Whether a provider was only busy, so that it may be asked once more within this time. */
    public static boolean isBusy(ProviderFailedException failure, Duration atMost) {
        return failure.wasNotCalled()
                && failure.failure() == FailureClass.RATE_LIMITED
                && failure.retryAfter()
                        .filter(wait -> wait.compareTo(atMost) <= 0)
                        .isPresent();
    }
}
