package dev.quotewell.camel;

import dev.quotewell.json.Payload;
import dev.quotewell.message.Claim;
import dev.quotewell.message.Commit;
import dev.quotewell.message.IdempotencyKey;
import dev.quotewell.message.InvalidRequestException;
import dev.quotewell.message.KeptTexts;
import dev.quotewell.message.Problem;
import dev.quotewell.message.Request;
import dev.quotewell.message.RequestNames;
import dev.quotewell.message.RequestState;
import dev.quotewell.message.Streams;
import dev.quotewell.message.Submission;
import dev.quotewell.message.Submission.Verdict;
import dev.quotewell.provider.Datasets;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;

/**
 * Takes request messages in over HTTP and tells how far they have come, by the processors {@code accept-request}, which
 * waits for Redis, and {@code show-request}, which does not. Safe for many threads.
 */
public final class HttpRequests {

    private static final Duration COME_BACK = Duration.ofSeconds(1);
    private static final int LOOKS = 3;

    /** No client sends these as the last segment of a URL. */
    private static final Set<String> NO_SEGMENTS = Set.of(".", "..");

    private final Datasets datasets;
    private final Streams streams;
    private final KeptTexts texts;
    private final RequestNames names;

    public HttpRequests(Datasets datasets, Streams streams, KeptTexts texts, RequestNames names) {
        this.datasets = datasets;
        this.streams = streams;
        this.texts = texts;
        this.names = names;
    }

    /** By the names that routes use. */
    public Map<String, Processor> processors() {
        return Map.of("accept-request", this::accept, "show-request", new Show());
    }

    /** {@code POST /v1/requests}: 202, {@code Location} and {@code {"id":…,"status":"queued"}}. */
    private void accept(Exchange exchange) {
        Message message = exchange.getMessage();
        String header = message.getHeader("Idempotency-Key", String.class);
        IdempotencyKey key = header == null ? null : IdempotencyKey.parse(header);
        byte[] body = Optional.ofNullable(message.getBody(byte[].class)).orElse(new byte[0]);
        Request request =
                Request.parse(body, () -> key == null ? UUID.randomUUID().toString() : key.requestId());
        if (datasets.find(request.dataset()).isEmpty()) {
            throw new UnknownDatasetException(request.dataset(), datasets.names());
        }
        if (NO_SEGMENTS.contains(request.id())) {
            throw new InvalidRequestException("id is '" + request.id() + "', which no URL can end with");
        }
        takeIn(new Submission(request, key));
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 202);
        message.setHeader("Location", "/v1/requests/" + segment(request.id()));
        answer(message, RequestState.queued(request));
    }

    private static String segment(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void takeIn(Submission submission) {
        for (int look = 0; look < LOOKS; look++) {
            Verdict verdict = submission.judge(know(submission), names, texts.mayBeHalf());
            if (verdict instanceof Verdict.Refused refused) {
                throw new ProblemException(Problem.of(Problem.Type.IDEMPOTENCY_KEY_REUSED, refused.why()));
            }
            if (!(verdict instanceof Verdict.Take take)) {
                return;
            }
            Commit commit = new Commit();
            take.steps().forEach(commit::add);
            if (Commits.await(streams.commit(commit))) {
                return;
            }
        }
        throw stillInProgress();
    }

    private Submission.Known know(Submission submission) {
        String id = submission.request().id();
        IdempotencyKey key = submission.key();
        CompletionStage<Optional<Payload>> claim =
                key == null ? CompletableFuture.completedStage(Optional.empty()) : texts.find(names.claim(key));
        CompletionStage<Optional<Payload>> state = texts.find(names.state(id));
        CompletionStage<Optional<Payload>> seen = texts.find(names.seen(id));
        return new Submission.Known(
                read(Commits.await(claim), Claim::read),
                read(Commits.await(state), RequestState::read),
                Commits.await(seen).isPresent());
    }

    private static <T> @Nullable T read(Optional<Payload> kept, Function<Payload, Optional<T>> reader) {
        if (kept.isEmpty()) {
            return null;
        }
        return reader.apply(kept.get()).orElseThrow(HttpRequests::stillInProgress);
    }

    private static ProblemException stillInProgress() {
        return new ProblemException(new Problem(
                Problem.Type.REQUEST_IN_PROGRESS, "Another request with this key or id is being taken in", COME_BACK));
    }

    /** {@code GET /v1/requests/{id}}. */
    private final class Show extends AsyncProcessorSupport {

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            try {
                String id = HttpApi.path(exchange).get(2);
                Executor resumeOn = exchange.getProperty(CacheAsideConstants.RESUME_ON, Executor.class);
                texts.find(names.state(id))
                        .thenApply(kept -> found(id, kept))
                        .whenCompleteAsync(
                                (state, failure) -> {
                                    show(exchange, state, failure);
                                    callback.done(false);
                                },
                                resumeOn == null ? Runnable::run : resumeOn);
                return false;
            } catch (RuntimeException e) {
                exchange.setException(e);
                callback.done(true);
                return true;
            }
        }
    }

    private static RequestState found(String id, Optional<Payload> kept) {
        return kept.flatMap(RequestState::read)
                .orElseThrow(() -> new ProblemException(Problem.of(
                        Problem.Type.UNKNOWN_REQUEST,
                        "Nothing is known of '" + id + "': a request is remembered for " + RequestState.KEEP.toHours()
                                + " hours, and only when it came by POST")));
    }

    private static void show(Exchange exchange, @Nullable RequestState state, @Nullable Throwable failure) {
        if (state == null) {
            exchange.setException(failure == null ? stillInProgress() : Commits.cause(failure));
            return;
        }
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        if (!state.isDone()) {
            message.setHeader("Retry-After", COME_BACK.toSeconds());
        }
        answer(message, state);
    }

    private static void answer(Message message, RequestState state) {
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader("Cache-Control", "no-store");
        message.setBody(state.answer().array());
    }
}
