package dev.quotewell.camel;

import dev.quotewell.cache.CacheEngine;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.Selection;
import dev.quotewell.cache.StoreUnavailableException;
import dev.quotewell.cache.Tag;
import dev.quotewell.message.InvalidRequestException;
import dev.quotewell.provider.Dataset;
import dev.quotewell.provider.Datasets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * The bean {@code evictions}: removes entries at the request of an operator. Waits for Redis, so it is not for a thread
 * that serves others. Safe for many threads.
 */
public final class Evictions {

    private static final Set<String> PARAMETERS = new TreeSet<>(Set.of("dataset", "key", "tag"));

    private final CacheEngine engine;
    private final Datasets datasets;
    private final InstantSource clock;

    public Evictions(CacheEngine engine, Datasets datasets, InstantSource clock) {
        this.engine = engine;
        this.datasets = datasets;
        this.clock = clock;
    }

    /**
     * {@code DELETE /v1/entries} with {@code dataset} and {@code key}, {@code dataset}, or {@code tag} and perhaps
     * {@code dataset}: answers how many entries were removed, as {@code {"evicted":3}}.
     */
    public void evict(Exchange exchange) {
        long evicted = 0;
        for (Selection selection : selections(HttpApi.query(exchange))) {
            evicted += evict(selection);
        }
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader("Cache-Control", "no-store");
        message.setBody("{\"evicted\":" + evicted + "}");
    }

    private long evict(Selection selection) {
        try {
            return engine.evict(selection).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreUnavailableException unavailable ? unavailable : e;
        }
    }

    private List<Selection> selections(Map<String, String> parameters) {
        String key = parameters.get("key");
        String tag = parameters.get("tag");
        String name = parameters.get("dataset");
        boolean unknown = !PARAMETERS.containsAll(parameters.keySet());
        if (unknown || (name == null && tag == null) || (key != null && (name == null || tag != null))) {
            throw new InvalidRequestException("Found the parameters " + new TreeSet<>(parameters.keySet())
                    + ", allowed are dataset and key, dataset, tag, or dataset and tag");
        }
        if (name == null) {
            return datasets.names().stream()
                    .map(dataset -> selection(dataset, tag))
                    .toList();
        }
        Dataset dataset = datasets.find(name).orElseThrow(() -> new UnknownDatasetException(name, datasets.names()));
        if (key == null) {
            return List.of(selection(name, tag));
        }
        // A period is kept in chunks.
        return dataset.chunks(dataset.key(key), clock.instant()).stream()
                .<Selection>map(chunk -> new Selection.OfKey(new CacheKey(name, chunk.text())))
                .toList();
    }

    private static Selection selection(String dataset, @Nullable String tag) {
        if (tag == null) {
            return new Selection.OfDataset(dataset);
        }
        try {
            return new Selection.OfTag(dataset, Tag.parse(tag));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(String.valueOf(e.getMessage()));
        }
    }
}
