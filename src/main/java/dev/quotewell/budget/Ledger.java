package dev.quotewell.budget;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** One provider's own count, and the paying of what is owed to the shared one. Thread-safe. */
final class Ledger {

    final LocalCount count = new LocalCount();

    private CompletableFuture<Void> settling = CompletableFuture.allOf();

    /**
     * Completes when nothing is owed any more; nobody may ask the shared count before. Fails as the payments do, and
     * then all of what is still owed is paid with the next attempt.
     */
    synchronized CompletionStage<Void> settle(Function<LocalCount.Owed, CompletionStage<Void>> pay) {
        if (!settling.isDone()) {
            return settling;
        }
        CompletionStage<Void> all = CompletableFuture.allOf();
        if (count.owes()) {
            for (LocalCount.Owed owed : count.owed()) {
                all = all.thenCompose(before -> pay.apply(owed)).thenRun(() -> count.paid(owed));
            }
            settling = all.toCompletableFuture();
        }
        return all;
    }
}
