package dev.quotewell.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Bounded waiting for what happens elsewhere. */
final class Await {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Await() {}

    static void until(String what, BooleanSupplier condition) {
        boolean seen = Polling.until(PATIENCE, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty())
                .isPresent();
        if (!seen) {
            throw new AssertionError("Within " + PATIENCE.toSeconds() + " s it never came true that " + what);
        }
    }

    static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
