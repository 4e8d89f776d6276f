package dev.quotewell.camel;

import dev.quotewell.message.Problem;

/** A request ends with this problem, as it is. */
final class ProblemException extends RuntimeException {

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
