package dev.quotewell.message;

import dev.quotewell.message.Commit.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that someone hands in and may hand in again: decides from what is known of it whether it is new.
 *
 * <p>The steps are the claim of its key, its state, its entry in the stream, in this order. Where they are not one step, a
 * crash in between leaves a request that was never confirmed to anyone, and its repetition makes the rest; should the
 * entry have been there already, the second one is dropped by its id.
 *
 * @param key if it was sent with one
 */
public record Submission(Request request, @Nullable IdempotencyKey key) {

    /** What is to be done with it. */
    public sealed interface Verdict {

        /** It is there already: the first answer again. */
        record Repeated() implements Verdict {}

        /** To be made; when one of the conditions does not hold, someone else was faster, and one looks again. */
        record Take(List<Step> steps) implements Verdict {
            public Take {
                steps = List.copyOf(steps);
            }
        }

        /** It must not be taken in. */
        record Refused(String why) implements Verdict {}
    }

    /**
     * What is kept of it.
     *
     * @param seen whether a message with its id was seen
     */
    public record Known(@Nullable Claim claim, @Nullable RequestState state, boolean seen) {}

    /** @param mayBeHalf as {@link KeptTexts#mayBeHalf()} */
    public Verdict judge(Known known, RequestNames names, boolean mayBeHalf) {
        String fingerprint = request.fingerprint();
        Claim claim = known.claim();
        if (claim != null && !claim.fingerprint().equals(fingerprint)) {
            return new Verdict.Refused("The Idempotency-Key was sent with another body before, must be a new one");
        }
        RequestState state = known.state();
        if (state != null && !state.fingerprint().equals(fingerprint)) {
            return new Verdict.Refused("The id was sent with another body before, must be a new one");
        }
        if (state == null && known.seen()) {
            return new Verdict.Refused("The id was sent as a message before, must be a new one");
        }
        List<Step> steps = steps(claim, state, names, mayBeHalf);
        return steps.isEmpty() ? new Verdict.Repeated() : new Verdict.Take(steps);
    }

    /** Those that are missing. */
    private List<Step> steps(
            @Nullable Claim claim, @Nullable RequestState state, RequestNames names, boolean mayBeHalf) {
        List<Step> steps = new ArrayList<>();
        if (key != null && claim == null) {
            steps.add(new Step.PutNew(names.claim(key), Claim.of(request).toPayload(), RequestState.KEEP));
        }
        if (state == null) {
            steps.add(new Step.PutNew(
                    names.state(request.id()), RequestState.queued(request).toPayload(), RequestState.KEEP));
        }
        if (state == null || (mayBeHalf && !state.isDone())) {
            steps.add(new Step.Append(names.stream(), Map.of(StreamEntry.BODY, request.toJson()), 0));
        }
        return steps;
    }
}
