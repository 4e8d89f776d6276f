package dev.quotewell;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits, for 30 s at most, until something is so. */
final class Patience {

    private static final Duration MOST = Duration.ofSeconds(30);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Patience() {}

    static void until(String what, Callable<Boolean> reached) throws Exception {
        long end = System.nanoTime() + MOST.toNanos();
        while (!reached.call()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited in vain until " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
