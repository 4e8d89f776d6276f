package dev.quotewell.camel;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The entrance of a route: open, or closed for a moment while another takes the route's place. Who comes to a closed
 * door waits without a thread. Safe for many threads.
 */
final class Door {

    private final AtomicInteger inside = new AtomicInteger();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /**
     * Whether the caller may go in, and then has to {@link #leave}.
     *
     * @param comeAgain run when the door is opened, if it is closed now; on the thread that opens it
     */
    boolean enter(Runnable comeAgain) {
        // First in, then a look: whoever closes the door sees one of us, or we see that it is closed.
        inside.incrementAndGet();
        if (!closed) {
            return true;
        }
        inside.decrementAndGet();
        waiting.add(comeAgain);
        if (!closed) {
            admit();
        }
        return false;
    }

    void leave() {
        inside.decrementAndGet();
    }

    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether all who had gone in have left. */
    boolean isEmpty() {
        return inside.get() == 0;
    }

    void open() {
        closed = false;
        admit();
    }

    private void admit() {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }
}
