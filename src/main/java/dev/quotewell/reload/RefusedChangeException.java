package dev.quotewell.reload;

import dev.quotewell.lint.Fault;

/** A change that passed all checks could not be brought in; what ran before runs again. */
final class RefusedChangeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    RefusedChangeException(Fault fault, Throwable cause) {
        super(fault.toString(), cause);
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }
}
