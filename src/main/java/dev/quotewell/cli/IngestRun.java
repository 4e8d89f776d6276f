package dev.quotewell.cli;

import dev.quotewell.message.Request;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/** One run of a job: hands its requests in, a few ahead of what is answered, and waits for all answers. */
final class IngestRun {

    /** Enough that no instance idles, few enough that people who wait are not behind a whole watchlist. */
    private static final int AHEAD = 4;

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    /** It may go better when asked again. */
    private static final Set<Integer> COME_BACK = Set.of(409, 429, 503);

    private final RunningApi api;
    private final InstantSource clock;
    private final Instant until;
    private final IntConsumer progress;
    private final IngestSummary summary = new IngestSummary();

    /** @param progress is told how many keys are answered, whenever that changes */
    IngestRun(RunningApi api, InstantSource clock, Instant until, IntConsumer progress) {
        this.api = api;
        this.clock = clock;
        this.until = until;
        this.progress = progress;
    }

    /** @throws RefusedException there is no answer, or none in time; the same requests may be handed in again */
    IngestSummary work(Collection<Request> requests) throws InterruptedException {
        Deque<Request> waiting = new ArrayDeque<>(requests);
        List<Request> open = new ArrayList<>();
        while (!waiting.isEmpty() || !open.isEmpty()) {
            Duration pause = Duration.ZERO;
            while (open.size() < AHEAD && !waiting.isEmpty() && pause.isZero()) {
                pause = handIn(waiting, open);
            }
            if (!takeAnswers(open, waiting) && !open.isEmpty() && pause.isZero()) {
                pause = LOOK_EVERY;
            }
            pause(pause);
        }
        return summary;
    }

    /** @return how long to wait before the next one */
    private Duration handIn(Deque<Request> waiting, List<Request> open) throws InterruptedException {
        Request request = waiting.element();
        RunningApi.Answer answer = api.ask("POST", "/v1/requests", request.toJson());
        if (answer.status() == 202) {
            open.add(waiting.remove());
            return Duration.ZERO;
        }
        if (COME_BACK.contains(answer.status())) {
            return answer.retryAfter().isZero() ? LOOK_EVERY : answer.retryAfter();
        }
        throw new RefusedException(answer.problem());
    }

    /** @return whether there was any */
    private boolean takeAnswers(List<Request> open, Deque<Request> waiting) throws InterruptedException {
        boolean any = false;
        for (Iterator<Request> each = open.iterator(); each.hasNext(); ) {
            Request request = each.next();
            RunningApi.Answer answer = api.ask("GET", "/v1/requests/" + RunningApi.encoded(request.id()), new byte[0]);
            if (answer.status() == 404) {
                // It was forgotten, as by a Redis that lost its data.
                each.remove();
                waiting.add(request);
            } else if (answer.status() != 200) {
                if (!COME_BACK.contains(answer.status())) {
                    throw new RefusedException(answer.problem());
                }
            } else if (answer.body().path("status").asText().equals("done")) {
                each.remove();
                summary.add(answer.body().path("results"));
                progress.accept(summary.keys());
                any = true;
            }
        }
        return any;
    }

    private void pause(Duration pause) throws InterruptedException {
        Duration left = Duration.between(clock.instant(), until);
        if (left.isNegative() || left.isZero()) {
            throw new RefusedException("Not all keys were answered in time, " + summary.keys()
                    + " were: the same command goes on with the others");
        }
        Thread.sleep(Math.min(pause.toMillis(), left.toMillis()));
    }
}
