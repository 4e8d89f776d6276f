package dev.quotewell.camel;

import dev.quotewell.message.StreamsUnavailableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that reads until it is told to end, and waits a little while the streams are away. */
final class StreamLoop {

    private static final Logger log = LoggerFactory.getLogger(StreamLoop.class);
    private static final Duration WAIT_WHEN_AWAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(8);

    /** One round of reading. */
    @FunctionalInterface
    interface Round {
        /** @return how long to wait before the next round */
        Duration run() throws InterruptedException;
    }

    private final CountDownLatch ending = new CountDownLatch(1);
    private final Thread thread;

    StreamLoop(String name, Round round) {
        thread = new Thread(() -> loop(name, round), name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Begins no further round. */
    void end() {
        ending.countDown();
    }

    /** Waits, for a bounded time, for the round that runs; to be called after {@link #end()}. */
    void join() throws InterruptedException {
        thread.join(LONGEST_FAREWELL.toMillis());
    }

    private void loop(String name, Round round) {
        try {
            while (!ending.await(wait(name, round), TimeUnit.MILLISECONDS)) {
                // The next round.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long wait(String name, Round round) throws InterruptedException {
        try {
            return round.run().toMillis();
        } catch (StreamsUnavailableException e) {
            log.debug("{} waits for its stream", name, e);
        } catch (RuntimeException e) {
            log.error("{} met an error that no rule expects, and goes on", name, e);
        }
        return WAIT_WHEN_AWAY.toMillis();
    }
}
