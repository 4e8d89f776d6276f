package dev.quotewell.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.budget.Priority;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.Entry;
import dev.quotewell.cache.Failure;
import dev.quotewell.cache.LoadOutcome;
import dev.quotewell.cache.Loader;
import dev.quotewell.cache.Loader.Wanted;
import dev.quotewell.cache.Validators;
import dev.quotewell.json.Json;
import dev.quotewell.json.Payload;
import dev.quotewell.load.Patience;
import dev.quotewell.provider.ProviderFailedException;
import dev.quotewell.traffic.Load;
import dev.quotewell.traffic.TrafficRecorder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads keys by sending an exchange of their own through the loader's route, when their turn comes. Loads that have been
 * asked for when it is closed still come to their end: another version of the step may have taken its place.
 */
final class RouteLoader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RouteLoader.class);

    private final Endpoint route;
    private final LoadLine line;
    private final ProducerTemplate template;
    private final String dataset;
    private final int loads;
    private final int batchSize;
    private final LoadFreshness freshness;
    private final @Nullable TrafficRecorder recorder;

    /** One for each load that is asked for, and one for ourselves until we are closed. */
    private final AtomicInteger users = new AtomicInteger(1);

    /** @param step whose keys are loaded */
    RouteLoader(CacheAsideEndpoint step, LoadLine line) {
        this.route = step.getCamelContext().getEndpoint(step.getLoader());
        this.line = line;
        this.template = step.getCamelContext().createProducerTemplate();
        this.dataset = step.getDataset();
        this.loads = step.getLoads();
        this.batchSize = step.getBatchSize();
        this.freshness = step.freshness();
        this.recorder = step.getComponent().recorder();
    }

    /** Loads for those who ask with this priority. */
    Loader at(Priority priority) {
        return new Loader() {
            @Override
            public CompletionStage<List<LoadOutcome>> load(List<Wanted> keys) {
                return RouteLoader.this.load(keys, priority);
            }

            @Override
            public int batchSize() {
                return batchSize;
            }
        };
    }

    private CompletionStage<List<LoadOutcome>> load(List<Wanted> keys, Priority priority) {
        CompletableFuture<List<LoadOutcome>> loading = new CompletableFuture<>();
        users.incrementAndGet();
        loading.whenComplete((outcomes, failure) -> release());
        try {
            line.submit(dataset, loads, () -> {
                try {
                    loading.complete(dated(keys, call(keys, priority)));
                } catch (RuntimeException e) {
                    loading.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            Failure failure =
                    new Failure(Failure.Kind.UNAVAILABLE, "Too many loads are waiting already", Duration.ofSeconds(1));
            loading.complete(all(keys, new LoadOutcome.Failed(failure)));
        }
        return loading;
    }

    /** What the step's calendar says of each. */
    private List<LoadOutcome> dated(List<Wanted> keys, List<LoadOutcome> outcomes) {
        List<LoadOutcome> dated = new ArrayList<>(outcomes.size());
        for (int i = 0; i < outcomes.size(); i++) {
            dated.add(freshness.apply(dataset, keys.get(i).key().key(), outcomes.get(i)));
        }
        return dated;
    }

    private static List<LoadOutcome> all(List<Wanted> keys, LoadOutcome outcome) {
        return Collections.nCopies(keys.size(), outcome);
    }

    private List<LoadOutcome> call(List<Wanted> keys, Priority priority) {
        if (keys.stream().allMatch(key -> key.abandoned().getAsBoolean())) {
            return all(
                    keys,
                    new LoadOutcome.Failed(
                            new Failure(Failure.Kind.UNAVAILABLE, "Its turn came when nobody waited any more", null)));
        }
        TrafficRecorder told = recorder;
        Instant begun = told == null ? Instant.EPOCH : told.now();
        Loading progress = new Loading(keys, priority);
        List<LoadOutcome> outcomes = call(keys, progress);
        if (told != null) {
            record(told, begun, keys, progress, outcomes);
        }
        return outcomes;
    }

    /** The calls of a load of several keys stand with the first. */
    private static void record(
            TrafficRecorder recorder, Instant begun, List<Wanted> keys, Loading progress, List<LoadOutcome> outcomes) {
        Duration took = Duration.between(begun, recorder.now());
        for (int i = 0; i < keys.size(); i++) {
            LoadOutcome outcome = outcomes.get(i);
            LoadOutcome.Loaded loaded = outcome instanceof LoadOutcome.Loaded found ? found : null;
            LoadOutcome.NotModified same = outcome instanceof LoadOutcome.NotModified still ? still : null;
            recorder.record(new Load(
                    begun,
                    keys.get(i).key(),
                    progress.priority(),
                    loaded != null
                            ? "loaded"
                            : same != null
                                    ? "not-modified"
                                    : outcome instanceof LoadOutcome.NoSuchKey ? "negative" : "failed",
                    loaded != null ? loaded.provider() : same != null ? same.provider() : null,
                    took.isNegative() ? Duration.ZERO : took,
                    loaded == null ? null : loaded.asOf(),
                    loaded != null ? loaded.ttl() : same != null ? same.ttl() : null,
                    i == 0 ? progress.calls() : List.of()));
        }
    }

    private List<LoadOutcome> call(List<Wanted> keys, Loading progress) {
        Exchange exchange = send(keys, progress);
        if (exchange.getException() instanceof ProviderFailedException && waitForBusy(progress)) {
            exchange = send(keys, progress);
        }
        Exception failure = exchange.getException();
        if (failure == null) {
            return batchSize == 1
                    ? List.of(loaded(
                            exchange.getMessage(),
                            progress.shortly(keys.get(0).key().key())))
                    : loaded(exchange.getMessage(), keys, progress);
        }
        // A stop breaks the failover off: those who were not asked might have known the key.
        boolean whole = route.getCamelContext().isStarted() && failure instanceof ProviderFailedException;
        return whole ? progress.outcomes() : all(keys, unexpected(failure));
    }

    private Exchange send(List<Wanted> keys, Loading progress) {
        return template.send(route, load -> {
            ask(load.getMessage(), keys);
            progress.begin(load);
        });
    }

    /** Nobody had an answer, but somebody who was only busy may have one in a moment: that is better than a refusal. */
    private static boolean waitForBusy(Loading progress) {
        Optional<Duration> wait = progress.forgetBusy(Patience.MOMENT);
        try {
            TimeUnit.NANOSECONDS.sleep(wait.orElse(Duration.ZERO).toNanos());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        return wait.isPresent();
    }

    private void ask(Message message, List<Wanted> keys) {
        message.setHeader(CacheAsideConstants.DATASET, dataset);
        if (batchSize > 1) {
            message.setHeader(
                    CacheAsideConstants.KEY,
                    keys.stream().map(Wanted::key).map(CacheKey::key).toList());
            return;
        }
        message.setHeader(CacheAsideConstants.KEY, keys.get(0).key().key());
        Entry.Value existing = keys.get(0).existing();
        if (existing != null && !existing.validators().isEmpty()) {
            message.setHeader(CacheAsideConstants.PROVIDER, existing.provider());
            message.setHeader(CacheAsideConstants.ETAG, existing.validators().etag());
            message.setHeader(
                    CacheAsideConstants.LAST_MODIFIED, existing.validators().lastModified());
        }
    }

    /** Says nothing about the key, so it must not pass for "no such key". */
    private LoadOutcome unexpected(Exception failure) {
        if (!route.getCamelContext().isStarted()) {
            return new LoadOutcome.Failed(
                    new Failure(Failure.Kind.UNAVAILABLE, "This instance is being stopped", null));
        }
        log.error("The route that loads {} failed", dataset, failure);
        return new LoadOutcome.Failed(new Failure(Failure.Kind.PROVIDER_FAILED, "The load failed", null));
    }

    private static LoadOutcome loaded(Message message, @Nullable String detail) {
        if (message.getHeader(CacheAsideConstants.NOT_MODIFIED, false, Boolean.class)) {
            return new LoadOutcome.NotModified(provider(message), ttl(message), validators(message));
        }
        try {
            Object body = message.getBody();
            return loaded(
                    message,
                    body instanceof JsonNode json ? Json.bytes(json) : message.getMandatoryBody(byte[].class),
                    detail);
        } catch (InvalidPayloadException e) {
            throw new IllegalStateException("The loader's route must end with a record as its body", e);
        }
    }

    private static List<LoadOutcome> loaded(Message message, List<Wanted> keys, Loading progress) {
        if (progress.waiting().isEmpty()) {
            return progress.outcomes();
        }
        try {
            Object body = message.getBody();
            JsonNode records = body instanceof JsonNode json
                    ? json
                    : Json.mapper().readTree(message.getMandatoryBody(byte[].class));
            if (!(records instanceof ObjectNode)) {
                throw new IllegalStateException("The loader's route must end with an object of records as its body");
            }
            return keys.stream()
                    .map(key -> member(message, records.get(key.key().key())))
                    .toList();
        } catch (IOException | InvalidPayloadException e) {
            throw new IllegalStateException("The loader's route must end with an object of records as its body", e);
        }
    }

    private static LoadOutcome member(Message message, @Nullable JsonNode record) {
        return record == null || record.isNull()
                ? new LoadOutcome.NoSuchKey(provider(message))
                : loaded(message, Json.bytes(record), null);
    }

    private static LoadOutcome loaded(Message message, byte[] record, @Nullable String detail) {
        return new LoadOutcome.Loaded(
                Payload.wrap(record),
                provider(message),
                message.getHeader(CacheAsideConstants.AS_OF, Instant.class),
                ttl(message),
                validators(message),
                detail);
    }

    private static String provider(Message message) {
        return message.getHeader(CacheAsideConstants.PROVIDER, "unnamed", String.class);
    }

    private static @Nullable Duration ttl(Message message) {
        Duration told = message.getHeader(CacheAsideConstants.TTL, Duration.class);
        return told == null || !told.isNegative() ? told : Duration.ZERO;
    }

    private static Validators validators(Message message) {
        String etag = message.getHeader(CacheAsideConstants.ETAG, String.class);
        String lastModified = message.getHeader(CacheAsideConstants.LAST_MODIFIED, String.class);
        return etag == null && lastModified == null ? Validators.NONE : new Validators(etag, lastModified);
    }

    private void release() {
        if (users.decrementAndGet() == 0) {
            template.stop();
        }
    }

    /** Once. */
    @Override
    public void close() {
        release();
    }
}
