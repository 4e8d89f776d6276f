package dev.quotewell.plan;

import dev.quotewell.cache.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that goes from one thing to do to the next. For one thread. */
final class SimulatedTime implements InstantSource, Timer {

    private static final class Task {
        final Instant due;
        final long order;
        final Runnable work;
        boolean cancelled;

        Task(Instant due, long order, Runnable work) {
            this.due = due;
            this.order = order;
            this.work = work;
        }
    }

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.<Task, Instant>comparing(task -> task.due).thenComparingLong(task -> task.order));
    private Instant now;
    private long order;

    SimulatedTime(Instant begin) {
        this.now = begin;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public Alarm after(Duration delay, Runnable work) {
        Task task = new Task(now.plus(delay.isNegative() ? Duration.ZERO : delay), order++, work);
        tasks.add(task);
        return () -> task.cancelled = true;
    }

    /** Does what is due until then, each at its own moment. */
    void goTo(Instant moment) {
        while (!tasks.isEmpty() && !tasks.peek().due.isAfter(moment)) {
            Task next = tasks.remove();
            if (!next.cancelled) {
                now = next.due;
                next.work.run();
            }
        }
        if (moment.isAfter(now)) {
            now = moment;
        }
    }
}
