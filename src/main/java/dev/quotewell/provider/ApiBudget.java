package dev.quotewell.provider;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How many calls a provider allows with one key: all policies hold at once.
 *
 * @param policies none means that no limit is known
 * @param concurrency how many calls may be under way at once; 0 means that it does not matter
 * @param headers where replies tell what is left; none means that the usual headers are looked for
 */
public record ApiBudget(List<Policy> policies, int concurrency, Reserve reserve, List<LimitHeaders> headers) {

    public static final ApiBudget NONE = new ApiBudget(List.of(), 0, Reserve.USUAL, List.of());

    public ApiBudget {
        policies = List.copyOf(policies);
        headers = List.copyOf(headers);
        if (concurrency < 0) {
            throw new IllegalArgumentException("found " + concurrency + " calls at once, must be at least 0");
        }
        long names = policies.stream().map(Policy::name).distinct().count();
        if (names < policies.size()) {
            throw new IllegalArgumentException("found a window twice in " + policies + ", must be once");
        }
    }

    /** Whether there is anything to count. */
    public boolean isLimited() {
        return !policies.isEmpty() || concurrency > 0;
    }

    /** At most {@code limit} calls, or symbols asked for, in a window. */
    public record Policy(long limit, BudgetWindow window, Weight weight) {

        public Policy {
            if (limit < 1) {
                throw new IllegalArgumentException("found " + limit + ", must be at least 1");
            }
        }

        /** Unique in a budget: {@code 1m}, {@code day}, {@code day-symbols}. */
        public String name() {
            return window.name() + (weight == Weight.SYMBOL ? "-symbols" : "");
        }
    }

    /** What one call counts. */
    public enum Weight {
        /** One, whatever it asks for. */
        CALL,
        /** As many as it asks for. */
        SYMBOL;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The parts of each window, in percent, that are kept from who is less urgent. */
    public record Reserve(int interactivePercent, int scheduledPercent) {

        /** Back-fills may use 70 % of a window, schedules 80 %, people all of it. */
        public static final Reserve USUAL = new Reserve(20, 10);

        public Reserve {
            if (interactivePercent < 0 || scheduledPercent < 0 || interactivePercent + scheduledPercent > 100) {
                throw new IllegalArgumentException("found " + interactivePercent + " % and " + scheduledPercent
                        + " %, must be at least 0 and together at most 100");
            }
        }
    }

    /**
     * Headers of a provider's own, in lower case, that tell what is left of the policy with this name.
     *
     * @param reset when that window ends: seconds from now, or a time in seconds or milliseconds since 1970
     */
    public record LimitHeaders(String remaining, @Nullable String reset, String policy) {}
}
