package dev.quotewell.redis;

import dev.quotewell.cache.ChangeListener;
import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when entries change in Redis, whoever changes them: client-side caching, which Redis has since 6.0. Redis
 * broadcasts the names under our prefixes, since entries are written seldom compared with how often they are read, and
 * it need not remember then who read what.
 *
 * <p>Each master has a tracking connection of its own. While one of them is missing, changes are missed. Safe for many
 * threads.
 */
public final class Invalidations implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Invalidations.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** After Redis refused to track: somebody may have mended the rights since. */
    private static final int LOOKS_AFTER_REFUSAL = 30;

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final List<String> prefixes;
    private final ChangeListener listener;
    private final Map<String, Tracking> trackings = new HashMap<>();
    private final ScheduledFuture<?> looking;
    private long connects;
    private boolean complete;
    private boolean refusalTold;
    private int looksToSkip;
    private boolean closed;

    private Invalidations(
            RedisConnection redis,
            RedisKeys keys,
            Collection<String> datasets,
            ChangeListener listener,
            ScheduledExecutorService timer) {
        this.redis = redis;
        this.keys = keys;
        this.prefixes = datasets.stream().map(keys::entries).toList();
        this.listener = listener;
        this.looking = timer.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Begins to listen, and goes on through all that happens to Redis until closed. Nothing is heard before the first
     * {@link ChangeListener#connected()}.
     *
     * @param timer looks after the connections; its thread is never held up
     */
    public static Invalidations start(
            RedisConnection redis,
            RedisKeys keys,
            Collection<String> datasets,
            ChangeListener listener,
            ScheduledExecutorService timer) {
        return new Invalidations(redis, keys, datasets, listener, timer);
    }

    private synchronized void look() {
        if (closed) {
            return;
        }
        try {
            Set<String> masters = redis.masters();
            long now = redis.connects();
            if (now != connects) {
                // The shared connection may lead to another master than before.
                connects = now;
                dropAllBut(Set.of());
            }
            dropAllBut(masters);
            tell();
            if (looksToSkip > 0) {
                looksToSkip--;
                return;
            }
            masters.stream().filter(master -> !trackings.containsKey(master)).forEach(this::connect);
            List.copyOf(trackings.values()).forEach(Tracking::ping);
        } catch (RuntimeException e) {
            // An exception would end the looking for good.
            log.warn("Changes in Redis could not be followed: {}", e.toString());
        }
    }

    private void dropAllBut(Set<String> masters) {
        List.copyOf(trackings.values()).stream()
                .filter(tracking -> !masters.contains(tracking.master()))
                .forEach(this::drop);
    }

    private void connect(String master) {
        Tracking tracking = new Tracking(this, master);
        trackings.put(master, tracking);
        tracking.begin(redis.fragile(master), prefixes);
    }

    /** Names of keys; null when all are meant. */
    void heard(@Nullable List<?> names) {
        if (names == null) {
            listener.allChanged();
            return;
        }
        names.forEach(name -> keys.findEntry(String.valueOf(name)).ifPresent(listener::changed));
    }

    synchronized void began(Tracking tracking) {
        if (trackings.get(tracking.master()) == tracking) {
            refusalTold = false;
            tell();
        }
    }

    synchronized void refused(Tracking tracking, Throwable failure) {
        if (Symptom.cause(failure) instanceof RedisCommandExecutionException && Symptom.of(failure) != Symptom.AWAY) {
            looksToSkip = LOOKS_AFTER_REFUSAL;
            if (!refusalTold) {
                refusalTold = true;
                log.warn(
                        "Redis refuses to tell of changes ({}): going on without a near cache",
                        Symptom.reason(failure));
            }
        }
        lost(tracking);
    }

    synchronized void lost(Tracking tracking) {
        if (trackings.get(tracking.master()) == tracking) {
            drop(tracking);
            tell();
        }
    }

    private void drop(Tracking tracking) {
        trackings.remove(tracking.master());
        tracking.end();
    }

    private void tell() {
        boolean now = !closed
                && trackings.keySet().equals(redis.masters())
                && trackings.values().stream().allMatch(Tracking::isTracked);
        if (now == complete) {
            return;
        }
        complete = now;
        if (now) {
            listener.connected();
        } else {
            listener.lost();
        }
    }

    @Override
    public synchronized void close() {
        looking.cancel(false);
        dropAllBut(Set.of());
        closed = true;
        tell();
    }
}
