package dev.quotewell.camel;

import dev.quotewell.budget.Priority;
import dev.quotewell.cache.Answer;
import dev.quotewell.cache.CacheEngine;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CachePolicy;
import dev.quotewell.cache.RequestDirectives;
import dev.quotewell.traffic.Ask;
import dev.quotewell.traffic.TrafficRecorder;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** Hands the keys of an exchange to the engine, and the engine's answers to the exchange. */
final class CacheAsideProducer extends DefaultAsyncProducer {

    private final CacheAsideEndpoint endpoint;
    private @Nullable Step step;

    /** What one start of the route fixes. */
    private record Step(
            CacheEngine engine,
            CachePolicy policy,
            Expression key,
            RouteLoader loader,
            @Nullable TrafficRecorder recorder) {}

    CacheAsideProducer(CacheAsideEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        CacheEngine engine = endpoint.getComponent().getEngine();
        if (engine == null) {
            throw new IllegalStateException("cache-aside needs a bean of type " + CacheEngine.class.getName());
        }
        Expression key = endpoint.getCamelContext().resolveLanguage("simple").createExpression(endpoint.getKey());
        key.init(endpoint.getCamelContext());
        RouteLoader loader = new RouteLoader(endpoint, endpoint.getComponent().loadLine());
        step = new Step(
                engine, endpoint.policy(), key, loader, endpoint.getComponent().recorder());
    }

    @Override
    protected void doStop() throws Exception {
        Step stopping = step;
        if (stopping != null) {
            stopping.loader().close();
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Step running = Objects.requireNonNull(step, "the route is started");
            Object wanted = running.key().evaluate(exchange, Object.class);
            boolean many = wanted instanceof Collection;
            List<CacheKey> keys = many
                    ? ((Collection<?>) wanted)
                            .stream().map(key -> cacheKey(String.valueOf(key))).toList()
                    : List.of(cacheKey(wanted == null ? "" : wanted.toString()));
            RequestDirectives asked = directives(exchange);
            TrafficRecorder recorder = running.recorder();
            Ask.Asker asker = recorder == null ? null : asker(recorder, exchange, keys.size(), asked);
            CompletableFuture<List<Answer>> answers = running.engine()
                    .get(keys, running.policy(), asked, running.loader().at(priority(exchange)));
            if (recorder != null && asker != null) {
                answers = answers.whenComplete((ready, failure) -> {
                    if (failure == null) {
                        record(recorder, asker, keys, ready);
                    }
                });
            }
            if (answers.isDone()) {
                accept(exchange, answers.join(), many);
                callback.done(true);
                return true;
            }
            answers.whenCompleteAsync(
                    (ready, failure) -> {
                        if (failure == null) {
                            accept(exchange, ready, many);
                        } else {
                            exchange.setException(failure);
                        }
                        callback.done(false);
                    },
                    exchange.getProperty(
                            CacheAsideConstants.RESUME_ON,
                            endpoint.getComponent().answers(),
                            Executor.class));
            return false;
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private static Ask.@Nullable Asker asker(
            TrafficRecorder recorder, Exchange exchange, int keys, RequestDirectives asked) {
        if (!recorder.isRecording()) {
            return null;
        }
        return new Ask.Asker(
                recorder.now(), keys == 1 ? 0 : recorder.group(), priority(exchange), intake(exchange), asked);
    }

    private static String intake(Exchange exchange) {
        String schedule = exchange.getProperty(ScheduleConstants.NAME, String.class);
        if (schedule != null) {
            return Ask.SCHEDULE + schedule;
        }
        return exchange.getFromRouteId() == null ? "none" : exchange.getFromRouteId();
    }

    private static void record(TrafficRecorder recorder, Ask.Asker asker, List<CacheKey> keys, List<Answer> answers) {
        Instant now = recorder.now();
        for (int i = 0; i < keys.size(); i++) {
            recorder.record(Ask.of(asker, keys.get(i), answers.get(i), now));
        }
    }

    private RequestDirectives directives(Exchange exchange) {
        return endpoint.isHonourRequestCacheControl()
                ? RequestDirectives.parse(exchange.getMessage().getHeader("Cache-Control", String.class))
                : RequestDirectives.NONE;
    }

    /** People first: whoever does not say otherwise waits for the answer. */
    private static Priority priority(Exchange exchange) {
        return exchange.getMessage().getHeader(CacheAsideConstants.PRIORITY) instanceof Priority told
                ? told
                : Priority.INTERACTIVE;
    }

    private CacheKey cacheKey(String key) {
        return new CacheKey(endpoint.getDataset(), key);
    }

    static void accept(Exchange exchange, List<Answer> answers, boolean many) {
        exchange.setProperty(CacheAsideConstants.ANSWERS, answers);
        if (many) {
            exchange.getMessage().setBody(answers);
            return;
        }
        Answer answer = answers.get(0);
        exchange.getMessage()
                .setHeader(CacheAsideConstants.STATUS, answer.status().header());
        if (answer instanceof Answer.Found found) {
            exchange.getMessage().setBody(found.entry().record().array());
            return;
        }
        exchange.setException(new NoAnswerException(answer));
    }
}
