package dev.quotewell.redis;

import java.time.Duration;

/**
 * Decides whether a server is to be asked. It opens after {@value #FAILURES} failures in a row; then nobody is let
 * through, as a caller would wait for nothing, until a probe is answered. Moments are those of {@link System#nanoTime},
 * handed in. Safe for many threads.
 */
final class Breaker {

    static final int FAILURES = 3;

    private final long probeEveryNanos;
    private volatile boolean open;
    private volatile int failures;
    private boolean probing;
    private long probedAtNanos;

    Breaker(Duration probeEvery) {
        this.probeEveryNanos = probeEvery.toNanos();
    }

    boolean isOpen() {
        return open;
    }

    /** A caller's command was answered. While open that is a late answer, and proves nothing. */
    void answered() {
        // Nearly always there is nothing to forget, and no lock to take.
        if (failures != 0) {
            forget();
        }
    }

    private synchronized void forget() {
        if (!open) {
            failures = 0;
        }
    }

    /** @return whether it has just opened */
    synchronized boolean failed(long nowNanos) {
        if (open) {
            return false;
        }
        failures = failures + 1;
        if (failures < FAILURES) {
            return false;
        }
        open = true;
        probing = false;
        probedAtNanos = nowNanos;
        return true;
    }

    /** Whether a probe is to be sent now; then {@link #probed} must follow. */
    synchronized boolean tryProbe(long nowNanos) {
        if (!open || probing || nowNanos - probedAtNanos < probeEveryNanos) {
            return false;
        }
        probing = true;
        probedAtNanos = nowNanos;
        return true;
    }

    /** @return whether it has just closed */
    synchronized boolean probed(boolean well) {
        probing = false;
        if (!open || !well) {
            return false;
        }
        open = false;
        failures = 0;
        return true;
    }
}
