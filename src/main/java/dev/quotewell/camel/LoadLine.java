package dev.quotewell.camel;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Who may load now: so many loads at once in all, so many of one dataset, and a line of bounded length for those who
 * have to wait. A dataset whose loads hang holds up neither the others nor the line's end. Safe for many threads.
 */
final class LoadLine {

    private record Load(String dataset, int most, Runnable work) {}

    private final Executor pool;
    private final int most;
    private final int mostWaiting;
    private final Map<String, Integer> running = new HashMap<>();
    private final Queue<Load> waiting = new ArrayDeque<>();
    private int runningInAll;

    /** @param pool runs what it is given at once */
    LoadLine(Executor pool, int most, int mostWaiting) {
        this.pool = pool;
        this.most = most;
        this.mostWaiting = mostWaiting;
    }

    /**
     * Runs the work on a thread of the pool, now or when its turn comes.
     *
     * @param mostOfDataset how many loads of the dataset may run at once
     * @throws RejectedExecutionException too many are waiting already
     */
    void submit(String dataset, int mostOfDataset, Runnable work) {
        Load load = new Load(dataset, mostOfDataset, work);
        synchronized (this) {
            if (!mayRun(load)) {
                if (waiting.size() >= mostWaiting) {
                    throw new RejectedExecutionException();
                }
                waiting.add(load);
                return;
            }
            begin(load);
        }
        run(load);
    }

    private void run(Load load) {
        try {
            pool.execute(() -> {
                try {
                    load.work().run();
                } finally {
                    end(load);
                }
            });
        } catch (RejectedExecutionException stopping) {
            end(load);
            throw stopping;
        }
    }

    private void end(Load ended) {
        Load next;
        synchronized (this) {
            runningInAll--;
            running.merge(ended.dataset(), -1, Integer::sum);
            next = takeNext();
        }
        if (next != null) {
            run(next);
        }
    }

    private @Nullable Load takeNext() {
        for (Iterator<Load> line = waiting.iterator(); line.hasNext(); ) {
            Load load = line.next();
            if (mayRun(load)) {
                line.remove();
                begin(load);
                return load;
            }
        }
        return null;
    }

    private boolean mayRun(Load load) {
        return runningInAll < most && running.getOrDefault(load.dataset(), 0) < load.most();
    }

    private void begin(Load load) {
        runningInAll++;
        running.merge(load.dataset(), 1, Integer::sum);
    }
}
