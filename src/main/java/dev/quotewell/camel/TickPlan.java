package dev.quotewell.camel;

import dev.quotewell.market.Ticks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which ticks are to be run at a moment.
 *
 * @param run in their order: missed ones as far as the policy wants them, then those on time
 * @param givenUp the newest missed tick that is not run; empty where none was missed
 * @param next the first tick after the moment
 */
record TickPlan(List<Instant> run, Optional<Instant> givenUp, Optional<Instant> next) {

    TickPlan {
        run = List.copyOf(run);
    }

    /**
     * @param grace how late a tick is on time; an older one is missed
     * @param claimed the newest tick that was run; at the very first start, when that was
     */
    static TickPlan of(Ticks ticks, MissedRun missedRun, Duration grace, Instant claimed, Instant now) {
        Instant tooLate = now.minus(grace).minusMillis(1);
        // One more than may be run tells whether one is given up.
        List<Instant> missed =
                claimed.isBefore(tooLate) ? ticks.newest(claimed, tooLate, missedRun.mostRun() + 1) : List.of();
        int givenUp = Math.max(0, missed.size() - missedRun.mostRun());
        List<Instant> run = new ArrayList<>(missed.subList(givenUp, missed.size()));
        Optional<Instant> tick = ticks.next(claimed.isBefore(tooLate) ? tooLate : claimed);
        while (tick.isPresent() && !tick.get().isAfter(now)) {
            run.add(tick.get());
            tick = ticks.next(tick.get());
        }
        return new TickPlan(run, givenUp == 0 ? Optional.empty() : Optional.of(missed.get(givenUp - 1)), tick);
    }
}
