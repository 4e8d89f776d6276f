package dev.quotewell;

import dev.quotewell.cache.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what was begun, in the opposite order, and begins threads that end with it. May be closed by any thread at any
 * moment, such as by Ctrl-C during the start.
 */
final class Lifetime implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Lifetime.class);

    /** How many tasks may wait for a worker. */
    private static final int WAITING = 64;

    private final Deque<AutoCloseable> endings = new ArrayDeque<>();
    private boolean closed;

    /** @throws CannotStartException all has ended already, and so does this */
    void ending(AutoCloseable ending) {
        synchronized (endings) {
            if (!closed) {
                endings.push(ending);
                return;
            }
        }
        end(ending);
        throw new CannotStartException("It was stopped while it was starting");
    }

    /** One thread that may be blocked; refuses what is too much. */
    ThreadPoolExecutor worker(String name) {
        ThreadPoolExecutor worker = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> daemon(task, name));
        ending(worker::shutdownNow);
        return worker;
    }

    /** As many as are needed, for a moment. */
    ExecutorService threads(String name) {
        ExecutorService threads = Executors.newCachedThreadPool(task -> daemon(task, name));
        ending(threads::shutdownNow);
        return threads;
    }

    ScheduledExecutorService scheduler(String name) {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, name));
        ending(scheduler::shutdownNow);
        return scheduler;
    }

    static Timer timer(ScheduledExecutorService scheduler) {
        return (delay, task) -> {
            ScheduledFuture<?> scheduled = scheduler.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> scheduled.cancel(false);
        };
    }

    /** An exception would end the repetition for good, and nobody would hear of it. */
    static void repeat(ScheduledExecutorService on, Duration first, Duration every, Runnable task) {
        on.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        log.error("What is done every {} failed, and is tried again", every, e);
                    }
                },
                first.toMillis(),
                every.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private static void end(AutoCloseable ending) {
        try {
            ending.close();
        } catch (Exception e) {
            log.warn("A part did not end as it should: {}", e.toString());
        }
    }

    /** Waits until all has ended. Does nothing the second time. */
    @Override
    public void close() {
        synchronized (endings) {
            if (closed) {
                return;
            }
            closed = true;
            endings.forEach(Lifetime::end);
        }
    }
}
