package dev.quotewell.camel;

import dev.quotewell.cache.Answer;
import dev.quotewell.cache.Failure;
import dev.quotewell.cache.StoreUnavailableException;
import dev.quotewell.message.InvalidRequestException;
import dev.quotewell.message.Problem;
import dev.quotewell.message.StreamsUnavailableException;
import dev.quotewell.provider.InvalidKeyException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a caller is told when there is no record. */
final class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    static Problem of(Throwable failure) {
        String detail = String.valueOf(failure.getMessage());
        if (failure instanceof InvalidKeyException) {
            return Problem.of(Problem.Type.INVALID_KEY, detail);
        }
        if (failure instanceof UnknownDatasetException) {
            return Problem.of(Problem.Type.UNKNOWN_DATASET, detail);
        }
        if (failure instanceof UnknownProviderException) {
            return Problem.of(Problem.Type.UNKNOWN_PROVIDER, detail);
        }
        if (failure instanceof ProblemException refused) {
            return refused.problem();
        }
        if (failure instanceof RejectedExecutionException) {
            return HttpProblems.TOO_MANY;
        }
        if (failure instanceof InvalidRequestException) {
            return Problem.of(Problem.Type.INVALID_REQUEST, detail);
        }
        if (failure instanceof UnknownDeadLetterException) {
            return Problem.of(Problem.Type.NOT_FOUND, detail);
        }
        if (failure instanceof DirectConsumerNotAvailableException) {
            // An operator took the route of a dataset away.
            return Problem.of(Problem.Type.UNAVAILABLE, "No route answers this at present");
        }
        if (failure instanceof OutboxFullException) {
            return new Problem(Problem.Type.UNAVAILABLE, detail, Duration.ofMinutes(1));
        }
        if (failure instanceof StoreUnavailableException || failure instanceof StreamsUnavailableException) {
            return new Problem(Problem.Type.UNAVAILABLE, "Redis gives no answer", Duration.ofSeconds(1));
        }
        log.error("A request failed with an error that no rule expects", failure);
        return Problem.of(Problem.Type.INTERNAL, "The log of the server tells more");
    }

    /** @param answer one without a record */
    static Problem of(Answer answer, String asked) {
        if (!(answer instanceof Answer.Failed failed)) {
            return Problem.of(Problem.Type.UNKNOWN_SYMBOL, "No provider knows " + asked);
        }
        Failure failure = failed.failure();
        return new Problem(type(failure.kind()), failure.detail(), failure.retryAfter());
    }

    private static Problem.Type type(Failure.Kind kind) {
        return switch (kind) {
            case PROVIDER_FAILED -> Problem.Type.PROVIDER_FAILED;
            case TIMEOUT -> Problem.Type.TIMEOUT;
            case BUDGET_EXHAUSTED -> Problem.Type.BUDGET_EXHAUSTED;
            case UNAVAILABLE -> Problem.Type.UNAVAILABLE;
            case NOT_CACHED -> Problem.Type.NOT_CACHED;
        };
    }
}
