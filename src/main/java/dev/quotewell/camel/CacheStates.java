package dev.quotewell.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.quotewell.cache.CacheContents;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CacheObserver.Result;
import dev.quotewell.cache.Entry;
import dev.quotewell.json.Json;
import dev.quotewell.message.InvalidRequestException;
import dev.quotewell.provider.Dataset;
import dev.quotewell.provider.Datasets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** What lies in the cache, for operators. Safe for many threads. */
public final class CacheStates {

    private static final int MOST_LISTED = 1_000;
    private static final int DEFAULT_LISTED = 100;
    private static final int LONGEST_MATCH = 200;
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,3}");

    private final CacheContents contents;
    private final Datasets datasets;
    private final Function<String, Map<Result, Long>> answers;
    private final InstantSource clock;
    private final Executor worker;

    /**
     * @param answers how many answers of a dataset there were since the start
     * @param worker goes on with an answer; refuses what is too much
     */
    public CacheStates(
            CacheContents contents,
            Datasets datasets,
            Function<String, Map<Result, Long>> answers,
            InstantSource clock,
            Executor worker) {
        this.contents = contents;
        this.datasets = datasets;
        this.answers = answers;
        this.clock = clock;
        this.worker = worker;
    }

    /** By the names that routes use. */
    public Map<String, Processor> processors() {
        return Map.of(
                "show-cache", new JsonAnswer(worker, this::cache),
                "show-entries", new JsonAnswer(worker, this::entries));
    }

    /** {@code GET /v1/cache}: each dataset with its entries, their memory, and how they were answered by this instance. */
    private CompletionStage<JsonNode> cache(Exchange exchange) {
        OperatorRequest.parameters(exchange);
        ObjectNode json = Json.mapper().createObjectNode();
        ArrayNode all = json.putArray("datasets");
        CompletionStage<JsonNode> told = CompletableFuture.completedStage(json);
        // One after the other: each goes through all names in Redis.
        for (String dataset : datasets.names()) {
            told = told.thenCompose(before -> contents.size(dataset).thenApply(size -> {
                add(all.addObject().put("dataset", dataset), size, answers.apply(dataset));
                return before;
            }));
        }
        return told;
    }

    private static void add(ObjectNode json, CacheContents.Size size, Map<Result, Long> answers) {
        json.put("entries", size.entries()).put("bytes", size.bytes());
        ObjectNode counts = json.putObject("answers");
        answers.forEach((result, count) -> counts.put(result.name().toLowerCase(Locale.ROOT), count));
        long all = answers.values().stream().mapToLong(Long::longValue).sum();
        if (all > 0) {
            // Served without waiting for a provider.
            long hits = count(answers, Result.HIT) + count(answers, Result.STALE) + count(answers, Result.NEGATIVE);
            json.put("hitRatio", Math.floor(1000.0 * hits / all) / 1000);
        }
    }

    private static long count(Map<Result, Long> answers, Result result) {
        return answers.getOrDefault(result, 0L);
    }

    /**
     * {@code GET /v1/entries} with {@code dataset} and {@code key}: the entry and its record, of a period those of its
     * chunks. With {@code dataset}, and perhaps {@code match} and {@code limit}: entries without their records.
     */
    private CompletionStage<JsonNode> entries(Exchange exchange) {
        Map<String, String> parameters = OperatorRequest.parameters(exchange, "dataset", "key", "match", "limit");
        String name = parameters.get("dataset");
        String key = parameters.get("key");
        if (name == null || (key != null && parameters.size() > 2)) {
            throw new InvalidRequestException("Found the parameters " + parameters.keySet()
                    + ", allowed are dataset and key, or dataset with match and limit");
        }
        Dataset dataset = datasets.find(name).orElseThrow(() -> new UnknownDatasetException(name, datasets.names()));
        if (key == null) {
            return contents.list(name, match(parameters.get("match")), limit(parameters.get("limit")))
                    .thenApply(listing -> json(listing.found(), false).put("more", listing.more()));
        }
        List<CacheKey> keys = dataset.chunks(dataset.key(key), clock.instant()).stream()
                .map(chunk -> new CacheKey(name, chunk.text()))
                .toList();
        return contents.find(keys).thenApply(found -> json(found, true));
    }

    private static String match(@Nullable String match) {
        if (match == null) {
            return "*";
        }
        if (match.isEmpty() || match.length() > LONGEST_MATCH) {
            throw new InvalidRequestException("match is '" + OperatorRequest.brief(match)
                    + "', must be a pattern such as A* of at most " + LONGEST_MATCH + " characters");
        }
        return match;
    }

    private static int limit(@Nullable String limit) {
        if (limit == null) {
            return DEFAULT_LISTED;
        }
        if (!NUMBER.matcher(limit).matches() || Integer.parseInt(limit) > MOST_LISTED) {
            throw new InvalidRequestException(
                    "limit is '" + OperatorRequest.brief(limit) + "', must be a number from 1 to " + MOST_LISTED);
        }
        return Integer.parseInt(limit);
    }

    private ObjectNode json(List<CacheContents.Found> found, boolean whole) {
        Instant now = clock.instant();
        ObjectNode json = Json.mapper().createObjectNode();
        ArrayNode entries = json.putArray("entries");
        found.forEach(one -> add(entries.addObject(), one, now, whole));
        return json;
    }

    private static void add(ObjectNode json, CacheContents.Found found, Instant now, boolean whole) {
        Entry entry = found.entry();
        json.put("key", found.key().key());
        json.put("state", entry.isFresh(now) ? "fresh" : "stale");
        if (entry instanceof Entry.Negative) {
            json.put("negative", true);
        }
        json.put("provider", entry.provider());
        json.put("loadedAt", entry.loadedAt().toString());
        json.put("age", entry.age(now).toSeconds());
        json.put("ttl", seconds(entry.freshFor(now)));
        json.put("keptFor", found.keptFor().toSeconds());
        json.put("bytes", found.bytes());
        if (whole && entry instanceof Entry.Value value) {
            json.putRawValue("record", new RawValue(new String(value.record().array(), StandardCharsets.UTF_8)));
        }
    }

    /** Rounded down, so that what is stale never looks fresh. */
    private static long seconds(Duration time) {
        return Math.floorDiv(time.toMillis(), 1000);
    }
}
