package dev.quotewell.lint;

import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.BudgetWindow;
import java.time.Duration;
import java.util.Optional;

/** Whether a provider's budget can feed a schedule: keys times loads against the calls that each window allows. */
final class BudgetArithmetic {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final int ALL_PERCENT = 100;

    /**
     * How often each key is loaded in the fullest hour, the fullest day and a week: at most once a tick, and not while
     * the record of an earlier tick is fresh.
     *
     * @param callCost what the provider counts the call for one key as
     */
    record Demand(int keys, int callCost, long hourly, long daily, long weekly) {

        /** Calls, or symbols asked for, in a window; for a part of an hour its share of the fullest hour. */
        private double in(Duration window, boolean symbols) {
            double perLoad = (double) keys * (symbols ? 1 : callCost);
            return perLoad * loadsIn(window);
        }

        private double loadsIn(Duration window) {
            double parts = window.toMillis();
            if (window.compareTo(HOUR) <= 0) {
                return (double) hourly * parts / (double) HOUR.toMillis();
            }
            if (window.compareTo(DAY) <= 0) {
                return Math.min((double) daily, (double) hourly * parts / (double) HOUR.toMillis());
            }
            return Math.min(
                    (double) daily * parts / (double) DAY.toMillis(),
                    (double) weekly * Math.max(1, parts / (double) WEEK.toMillis()));
        }
    }

    private BudgetArithmetic() {}

    /** What is too much, with the arithmetic; empty when every window has enough for schedules. */
    static Optional<String> shortfall(Demand demand, String provider, ApiBudget budget) {
        int percent = ALL_PERCENT - budget.reserve().interactivePercent();
        return budget.policies().stream()
                .filter(policy -> wanted(demand, policy) > allowed(policy, percent))
                .max((one, other) ->
                        one.window().length().compareTo(other.window().length()))
                .map(policy -> tell(demand, provider, policy, percent));
    }

    private static double wanted(Demand demand, ApiBudget.Policy policy) {
        return demand.in(policy.window().length(), policy.weight() == ApiBudget.Weight.SYMBOL);
    }

    private static double allowed(ApiBudget.Policy policy, int percent) {
        return (double) policy.limit() * percent / ALL_PERCENT;
    }

    private static String tell(Demand demand, String provider, ApiBudget.Policy policy, int percent) {
        boolean symbols = policy.weight() == ApiBudget.Weight.SYMBOL;
        int cost = symbols ? 1 : demand.callCost();
        String window = words(policy.window());
        double loads = demand.loadsIn(policy.window().length());
        double most = allowed(policy, percent);
        double wanted = wanted(demand, policy);
        return "found " + demand.keys() + " keys x " + number(loads) + " loads a " + window
                + (cost == 1 ? "" : " x " + cost) + " = " + number(wanted) + (symbols ? " symbols" : " calls") + " a "
                + window + ", allowed are " + number(most) + ": " + provider + " gives " + policy.limit() + " a "
                + window + " and schedules may use " + percent + " % of it; ask for fewer keys, less often ("
                + times(Math.floor(most / (demand.keys() * (double) cost))) + " a " + window
                + " with these keys), or keep records longer (ttl)";
    }

    private static String times(double most) {
        return most < 1 ? "less than once" : most < 2 ? "at most once" : "at most " + number(most) + " times";
    }

    private static String words(BudgetWindow window) {
        if (window instanceof BudgetWindow.Calendar calendar) {
            return calendar.unit().code();
        }
        return switch (window.name()) {
            case "1s" -> "second";
            case "1m" -> "minute";
            case "1h" -> "hour";
            case "1d" -> "day";
            case "30d", "31d" -> "month";
            default -> "window of " + window.name();
        };
    }

    /** With one decimal where that matters. */
    private static String number(double amount) {
        double rounded = Math.round(amount * 10) / 10.0;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }
}
