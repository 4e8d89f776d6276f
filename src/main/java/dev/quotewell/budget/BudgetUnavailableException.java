package dev.quotewell.budget;

/** The shared count cannot be reached: go on with the own one. Without a stack trace, as there may be one a call. */
public final class BudgetUnavailableException extends RuntimeException {

    public BudgetUnavailableException(String message, Throwable cause) {
        super(message, cause, false, false);
    }
}
