package dev.quotewell.market;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The moments of a schedule: those of its cron, and of these only the ones in a market's regular session. */
public final class Ticks {

    /** Beyond it no calendar is known, and a cron that never meets the session would be followed for ever. */
    private static final Duration FARTHEST_SESSION = Duration.ofDays(2 * 366L);

    private static final Duration FIRST_LOOK_BACK = Duration.ofMinutes(1);

    private final Cron cron;
    private final @Nullable Market market;

    /** @param market null where ticks come at all times */
    public Ticks(Cron cron, @Nullable Market market) {
        this.cron = cron;
        this.market = market;
    }

    /** The first tick after a moment; empty when there is none, with a market none within two years. */
    public Optional<Instant> next(Instant after) {
        Optional<Instant> tick = cron.next(after);
        if (market == null) {
            return tick;
        }
        Instant farthest = after.plus(FARTHEST_SESSION);
        while (tick.isPresent() && !market.isOpen(tick.get())) {
            tick = market.nextOpen(tick.get())
                    .filter(open -> open.isBefore(farthest))
                    .flatMap(open -> cron.next(open.minusMillis(1)));
        }
        return tick;
    }

    /**
     * The newest ticks after one moment and up to another, at most so many, the oldest first. Looks back farther and
     * farther, so that a year without ticks being run is not followed tick by tick.
     */
    public List<Instant> newest(Instant after, Instant until, int most) {
        Duration back = FIRST_LOOK_BACK;
        while (true) {
            Instant from = until.minus(back);
            boolean all = !from.isAfter(after);
            Deque<Instant> found = new ArrayDeque<>();
            Optional<Instant> tick = next(all ? after : from);
            while (tick.isPresent() && !tick.get().isAfter(until)) {
                found.addLast(tick.get());
                if (found.size() > most) {
                    found.removeFirst();
                }
                tick = next(tick.get());
            }
            if (all || found.size() == most) {
                return List.copyOf(found);
            }
            back = back.multipliedBy(4);
        }
    }
}
