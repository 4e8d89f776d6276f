package dev.quotewell.camel;

import dev.quotewell.message.Commit;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The changes that the intake of an exchange makes in one step when the route has ended well. */
final class Commits {

    private static final String PROPERTY = "QuotewellCommit";

    private Commits() {}

    /** To be called by an intake before the first step of its route. */
    static Commit begin(Exchange exchange) {
        Commit commit = new Commit();
        exchange.setProperty(PROPERTY, commit);
        return commit;
    }

    /** @throws dev.quotewell.message.StreamsUnavailableException Redis gave no answer */
    static <T> T await(CompletionStage<T> made) {
        try {
            return made.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Null when the route's intake makes no common step. */
    static @Nullable Commit find(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Commit.class);
    }
}
