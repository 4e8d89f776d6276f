package dev.quotewell.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Bounded waiting on another process, which cannot wake us. An interrupt does not cut a wait short (the flag is kept
 * for the caller): it would leave a half-started or half-ended server behind. Needs no thread of its own, so that a
 * shutdown hook can wait, too.
 */
final class Polling {

    private static final Duration PAUSE = Duration.ofMillis(20);

    private Polling() {}

    /** The first thing seen; empty when there was none within {@code max}. Looks at least once. */
    static <T> Optional<T> until(Duration max, Supplier<Optional<T>> look) {
        long end = System.nanoTime() + max.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                Optional<T> seen = look.get();
                if (seen.isPresent() || System.nanoTime() - end >= 0) {
                    return seen;
                }
                try {
                    Thread.sleep(PAUSE.toMillis());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
