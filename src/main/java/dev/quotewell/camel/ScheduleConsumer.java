package dev.quotewell.camel;

import dev.quotewell.message.Commit;
import dev.quotewell.message.Streams;
import dev.quotewell.message.StreamsUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes at each tick, as every instance does; runs the route, and ends it by one step in Redis that claims the tick and
 * adds the messages. The first instance to make that step has run the tick. A tick that was not claimed is planned again
 * from what Redis says, here and on all other instances.
 */
final class ScheduleConsumer extends DefaultConsumer {

    private static final Logger log = LoggerFactory.getLogger(ScheduleConsumer.class);

    /** A clock that was set anew, or a claim that Redis lost, is noticed after so long. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /** Instances wake a little apart, so that most of them find the tick claimed before they do its work. */
    private static final Duration LONGEST_STAGGER = Duration.ofMillis(250);

    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);

    private final Schedule schedule;
    private final Streams streams;
    private final InstantSource clock;
    private final String key;
    private final Instant created;
    private final TickMessages messages;

    /** The newest claimed tick that we know of, so that a Redis that lost its data does not bring back old ones. */
    private @Nullable Instant newest;

    private @Nullable StreamLoop loop;
    private @Nullable Instant toldFailed;
    private @Nullable Instant toldGivenUp;
    private Duration retry = FIRST_RETRY;

    ScheduleConsumer(ScheduleEndpoint endpoint, Processor processor, Schedule schedule) {
        super(endpoint, processor);
        this.schedule = schedule;
        this.streams = endpoint.getComponent().streams();
        this.clock = endpoint.getComponent().clock();
        this.key = endpoint.getComponent().getKeyPrefix() + schedule.name();
        this.created = clock.instant();
        this.messages = new TickMessages(schedule, streams);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (schedule.ticks().next(clock.instant()).isEmpty()) {
            log.warn("The schedule {} will not run: no tick is to come", schedule.name());
        }
        StreamLoop waking = new StreamLoop("schedule-" + schedule.name(), this::round);
        loop = waking;
        waking.start();
    }

    @Override
    protected void doStop() throws Exception {
        sleep();
        super.doStop();
    }

    /** Wakes no more by itself. */
    void sleep() throws InterruptedException {
        StreamLoop waking = loop;
        if (waking != null) {
            waking.end();
            waking.join();
        }
    }

    String name() {
        return schedule.name();
    }

    /**
     * One round by hand, for a consumer that sleeps.
     *
     * @param since what was claimed before counts as never run, and nothing up to this moment is
     * @throws IllegalStateException a tick failed; it says why
     */
    void wake(Instant since) {
        newest = since;
        toldFailed = null;
        round();
        if (toldFailed != null) {
            throw new IllegalStateException("The tick " + toldFailed + " of " + schedule.name() + " failed");
        }
    }

    private Duration round() {
        answer(streams.number(key)).map(Instant::ofEpochMilli).ifPresent(this::learn);
        Instant claimed = newest == null ? created : newest;
        TickPlan plan = TickPlan.of(schedule.ticks(), schedule.missedRun(), schedule.grace(), claimed, clock.instant());
        plan.givenUp().ifPresent(this::tellGivenUp);
        for (Instant tick : plan.run()) {
            if (!isRunAllowed()) {
                return LONGEST_WAIT;
            }
            Exception failure = run(tick);
            if (failure != null) {
                return tellFailed(tick, failure);
            }
            retry = FIRST_RETRY;
        }
        return plan.next().map(this::untilWoken).orElse(LONGEST_WAIT);
    }

    private Duration untilWoken(Instant tick) {
        Duration wait = Duration.between(clock.instant(), tick);
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            return LONGEST_WAIT;
        }
        Duration most = schedule.grace().compareTo(LONGEST_STAGGER) < 0 ? schedule.grace() : LONGEST_STAGGER;
        Duration stagger = Duration.ofMillis(ThreadLocalRandom.current().nextLong(most.toMillis()));
        return wait.isNegative() ? Duration.ZERO : wait.plus(stagger);
    }

    /** @return why the tick is not claimed, by us or by another instance; null when it is */
    private @Nullable Exception run(Instant tick) {
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setHeader(ScheduleConstants.NAME, schedule.name());
            exchange.getMessage().setHeader(ScheduleConstants.TICK, tick);
            Commit made = Commits.begin(exchange);
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                return exchange.getException();
            }
            commit(tick, made);
            return null;
        } catch (Exception e) {
            return e;
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private void commit(Instant tick, Commit made) {
        Optional<Commit> work = messages.of(tick, made, clock.instant());
        Commit.Step claim = new Commit.Step.Advance(key, tick.toEpochMilli());
        Commit commit = new Commit().add(claim);
        work.ifPresent(steps -> steps.steps().forEach(commit::add));
        boolean ours = answer(streams.commit(commit));
        learn(tick);
        if (!ours) {
            log.debug("Another instance ran the tick {} of {}", tick, schedule.name());
        } else if (work.isEmpty()) {
            log.info(
                    "The tick {} of {} was skipped: messages of an earlier tick are not worked off",
                    tick,
                    schedule.name());
        }
    }

    private void learn(Instant claimed) {
        newest = newest == null || claimed.isAfter(newest) ? claimed : newest;
    }

    private static <T> T answer(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StreamsUnavailableException away ? away : e;
        }
    }

    private Duration tellFailed(Instant tick, Exception failure) {
        if (!tick.equals(toldFailed)) {
            toldFailed = tick;
            retry = FIRST_RETRY;
            log.warn(
                    "The tick {} of {} failed and is tried again: {}",
                    tick,
                    schedule.name(),
                    StreamWork.reason(failure).replaceAll("\\R", "; "));
        }
        Duration wait = retry;
        retry = wait.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? wait.multipliedBy(2) : LAST_RETRY;
        return wait;
    }

    private void tellGivenUp(Instant missed) {
        if (toldGivenUp == null || missed.isAfter(toldGivenUp)) {
            toldGivenUp = missed;
            log.warn("Ticks of {} up to {} were missed and are not run", schedule.name(), missed);
        }
    }
}
