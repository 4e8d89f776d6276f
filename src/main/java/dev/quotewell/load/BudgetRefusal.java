package dev.quotewell.load;

import dev.quotewell.budget.Decision;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.provider.ProviderFailedException;
import java.time.Duration;

/** What it means for a load that a provider's budget granted no call. */
public final class BudgetRefusal {

    /** A budget that opens later than that is used up, not just busy. */
    private static final Duration SOON = Duration.ofHours(1);

    private BudgetRefusal() {}

    /** @param decision anything but granted */
    public static ProviderFailedException of(String provider, Decision decision) {
        if (!(decision instanceof Decision.Refused refused)) {
            return new ProviderFailedException(
                    provider, FailureClass.QUOTA_EXHAUSTED, "its budget never grants so much at once");
        }
        boolean soon = isSoon(refused);
        FailureClass failure =
                refused.reason() == Decision.Reason.CLOSED && refused.detail().equals(FailureClass.AUTH.code())
                        ? FailureClass.AUTH
                        : soon ? FailureClass.RATE_LIMITED : FailureClass.QUOTA_EXHAUSTED;
        String what = "its budget grants no call now (" + refused.reason().code()
                + (refused.detail().isEmpty() ? "" : " " + refused.detail()) + ")";
        return ProviderFailedException.notCalled(provider, failure, what, refused.retryAfter());
    }

    /** Whether it is busy rather than used up. */
    public static boolean isSoon(Decision.Refused refused) {
        return refused.retryAfter().compareTo(SOON) < 0;
    }
}
