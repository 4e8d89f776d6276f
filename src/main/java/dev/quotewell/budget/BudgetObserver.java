package dev.quotewell.budget;

/** Sees what is left after each decision. Called on the threads of the store: to be quick. */
@FunctionalInterface
public interface BudgetObserver {

    /** @param remaining the calls or symbols left in the window, all open keys together */
    void remaining(String provider, String window, long remaining);
}
