package dev.quotewell.camel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.Failure;
import dev.quotewell.cache.LoadOutcome;
import dev.quotewell.cache.Loader;
import dev.quotewell.json.Json;
import dev.quotewell.json.Payload;
import dev.quotewell.provider.ProviderFailedException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads a key by sending an exchange of its own through the loader's route, on a thread of the pool. */
final class RouteLoader implements Loader, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RouteLoader.class);

    private final Endpoint route;
    private final Executor pool;
    private final ProducerTemplate template;

    RouteLoader(Endpoint route, Executor pool) {
        this.route = route;
        this.pool = pool;
        this.template = route.getCamelContext().createProducerTemplate();
    }

    @Override
    public CompletionStage<LoadOutcome> load(CacheKey key) {
        try {
            return CompletableFuture.supplyAsync(() -> call(key), pool);
        } catch (RejectedExecutionException e) {
            Failure failure =
                    new Failure(Failure.Kind.UNAVAILABLE, "Too many loads are waiting already", Duration.ofSeconds(1));
            return CompletableFuture.completedFuture(new LoadOutcome.Failed(failure));
        }
    }

    private LoadOutcome call(CacheKey key) {
        List<ProviderFailedException> failures = new CopyOnWriteArrayList<>();
        Exchange exchange = template.send(route, load -> {
            load.getMessage().setHeader(CacheAsideConstants.DATASET, key.dataset());
            load.getMessage().setHeader(CacheAsideConstants.KEY, key.key());
            // A failover works on copies of the exchange; the list is shared by them.
            load.setProperty(CacheAsideConstants.FAILURES, failures);
        });
        Exception failure = exchange.getException();
        if (failure == null) {
            return loaded(exchange);
        }
        // A stop breaks the failover off: those who were not asked might have known the key.
        boolean whole = route.getCamelContext().isStarted() && failure instanceof ProviderFailedException;
        return whole ? LoadVerdict.of(failures) : unexpected(key, failure);
    }

    /** Says nothing about the key, so it must not pass for "no such key". */
    private LoadOutcome unexpected(CacheKey key, Exception failure) {
        if (!route.getCamelContext().isStarted()) {
            return new LoadOutcome.Failed(
                    new Failure(Failure.Kind.UNAVAILABLE, "This instance is being stopped", null));
        }
        log.error("The route that loads {} failed", key.dataset(), failure);
        return new LoadOutcome.Failed(new Failure(Failure.Kind.PROVIDER_FAILED, "The load failed", null));
    }

    private static LoadOutcome loaded(Exchange exchange) {
        try {
            Object body = exchange.getMessage().getBody();
            byte[] record = body instanceof JsonNode json
                    ? Json.mapper().writeValueAsBytes(json)
                    : exchange.getMessage().getMandatoryBody(byte[].class);
            return new LoadOutcome.Loaded(
                    Payload.wrap(record),
                    exchange.getMessage().getHeader(CacheAsideConstants.PROVIDER, "unnamed", String.class),
                    exchange.getMessage().getHeader(CacheAsideConstants.AS_OF, Instant.class));
        } catch (JsonProcessingException | InvalidPayloadException e) {
            throw new IllegalStateException("The loader's route must end with a record as its body", e);
        }
    }

    @Override
    public void close() throws IOException {
        template.close();
    }
}
