package dev.quotewell.budget;

/** What happens to calls while the shared count cannot be reached. */
public enum StoreAway {
    /**
     * Each instance goes on with a count of its own and takes at most half of each window, as it cannot see the others;
     * three instances or more may then exceed a limit together.
     */
    OWN_COUNT,
    /** No provider with a budget is called. */
    NO_CALLS
}
