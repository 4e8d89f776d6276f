package dev.quotewell.load;

import dev.quotewell.cache.Failure;
import dev.quotewell.cache.LoadOutcome;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.provider.ProviderFailedException;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What it means when no provider had an answer.
 *
 * <p>"No such key" is believed only when somebody said so and nobody who might know better was prevented from
 * answering: a negative entry keeps everybody from asking again.
 */
public final class LoadVerdict {

    private static final Set<FailureClass> NO_SUCH_KEY = EnumSet.of(FailureClass.UNKNOWN_SYMBOL, FailureClass.NO_DATA);

    private static final Set<FailureClass> OUT_OF_BUDGET =
            EnumSet.of(FailureClass.RATE_LIMITED, FailureClass.QUOTA_EXHAUSTED);

    /** Their answer is final too: asking again brings the same. */
    private static final Set<FailureClass> NOT_FOR_US =
            EnumSet.of(FailureClass.AUTH, FailureClass.NOT_ENTITLED, FailureClass.BAD_REQUEST);

    private LoadVerdict() {}

    /** @param failures of the providers that were asked, in their order; empty when none covers the key */
    public static LoadOutcome of(List<ProviderFailedException> failures) {
        Optional<ProviderFailedException> denied = failures.stream()
                .filter(failure -> NO_SUCH_KEY.contains(failure.failure()))
                .findFirst();
        boolean allFinal = failures.stream()
                .allMatch(failure -> NO_SUCH_KEY.contains(failure.failure()) || NOT_FOR_US.contains(failure.failure()));
        if (failures.isEmpty() || (denied.isPresent() && allFinal)) {
            return new LoadOutcome.NoSuchKey(
                    denied.map(ProviderFailedException::provider).orElse("none"));
        }
        return new LoadOutcome.Failed(failure(failures));
    }

    private static Failure failure(List<ProviderFailedException> failures) {
        boolean budget = failures.stream().allMatch(failure -> OUT_OF_BUDGET.contains(failure.failure()));
        Duration retryAfter = failures.stream()
                .flatMap(failure -> failure.retryAfter().stream())
                .min(Comparator.naturalOrder())
                .orElse(null);
        String detail = failures.stream()
                .map(failure -> failure.provider() + ": " + failure.failure().code())
                .collect(Collectors.joining(", "));
        return new Failure(budget ? Failure.Kind.BUDGET_EXHAUSTED : Failure.Kind.PROVIDER_FAILED, detail, retryAfter);
    }
}
