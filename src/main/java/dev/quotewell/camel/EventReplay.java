package dev.quotewell.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.json.Json;
import dev.quotewell.message.Commit;
import dev.quotewell.message.InvalidRequestException;
import dev.quotewell.message.KeptEntry;
import dev.quotewell.message.StreamEntry;
import dev.quotewell.message.StreamNames;
import dev.quotewell.message.Streams;
import dev.quotewell.message.StreamsUnavailableException;
import dev.quotewell.message.StreamsView;
import dev.quotewell.provider.Datasets;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The bean {@code event-replay}: puts events that were published already into the outbox once more, so that every sink
 * gets them again with the same ids. Waits for Redis. Safe for many threads.
 */
public final class EventReplay {

    private static final int PAGE = 200;
    private static final int WHOLE = Integer.MAX_VALUE;
    private static final String LARGEST_COUNT = "-999999999999999";

    private final StreamsView view;
    private final Streams streams;
    private final StreamNames names;
    private final Datasets datasets;
    private final Function<CacheKey, String> outbox;
    private final BooleanSupplier full;

    /**
     * @param outbox the partition that takes the events of a key
     * @param full whether the outbox takes no more of what can wait
     */
    public EventReplay(
            StreamsView view,
            Streams streams,
            StreamNames names,
            Datasets datasets,
            Function<CacheKey, String> outbox,
            BooleanSupplier full) {
        this.view = view;
        this.streams = streams;
        this.names = names;
        this.datasets = datasets;
        this.outbox = outbox;
        this.full = full;
    }

    /** {@code POST /v1/outbox/replay} with {@code {"since":"2026-01-01T00:00:00Z","dataset":"quote"}}. */
    public void replay(Exchange exchange) {
        ObjectNode asked = OperatorRequest.body(exchange, "since", "dataset");
        Instant since = since(asked.path("since").asText());
        String dataset = asked.has("dataset") ? asked.path("dataset").asText() : null;
        if (dataset != null && datasets.find(dataset).isEmpty()) {
            throw new UnknownDatasetException(dataset, datasets.names());
        }
        long replayed = replay(since, dataset);
        JsonAnswer.write(exchange, Json.mapper().createObjectNode().put("replayed", replayed));
    }

    private static Instant since(String text) {
        try {
            Instant since = Instant.parse(text);
            if (since.isAfter(Instant.EPOCH)) {
                return since;
            }
        } catch (DateTimeParseException e) {
            // Told below, as for a moment that is too early.
        }
        throw new InvalidRequestException(
                "since is '" + OperatorRequest.brief(text) + "', must be a moment such as 2026-01-01T00:00:00Z");
    }

    private long replay(Instant since, @Nullable String dataset) {
        // What is replayed is published again, behind this end: the replay must not follow itself.
        String end = view.newest(names.events());
        String after = (since.toEpochMilli() - 1) + LARGEST_COUNT;
        // An earlier replay left the same events twice; the same content at another time is another event.
        Set<String> seen = new HashSet<>();
        long replayed = 0;
        while (true) {
            if (full.getAsBoolean()) {
                throw new OutboxFullException(replayed);
            }
            List<KeptEntry> page = view.after(names.events(), after, PAGE, WHOLE);
            Map<String, Commit> commits = new LinkedHashMap<>();
            boolean ended = page.size() < PAGE;
            for (KeptEntry entry : page) {
                if (isAfter(entry.id(), end)) {
                    ended = true;
                    break;
                }
                JsonNode event = event(entry).orElse(null);
                if (event != null && isOf(event, dataset) && seen.add(identity(event))) {
                    String partition = outbox.apply(key(event));
                    commits.computeIfAbsent(partition, any -> new Commit())
                            .add(new Commit.Step.Append(partition, entry.fields(), 0));
                    replayed++;
                }
            }
            commits.values().forEach(this::make);
            if (ended) {
                return replayed;
            }
            after = page.get(page.size() - 1).id();
        }
    }

    private static boolean isAfter(String id, String end) {
        long[] one = numbers(id);
        long[] other = numbers(end);
        return one[0] > other[0] || (one[0] == other[0] && one[1] > other[1]);
    }

    private static long[] numbers(String id) {
        int dash = id.indexOf('-');
        return new long[] {Long.parseLong(id.substring(0, dash)), Long.parseLong(id.substring(dash + 1))};
    }

    private static Optional<JsonNode> event(KeptEntry entry) {
        byte[] body = entry.fields().get(StreamEntry.BODY);
        try {
            JsonNode event = Json.mapper().readTree(body == null ? new byte[0] : body);
            return Optional.of(event)
                    .filter(json -> json.path("partitionkey").asText().matches("(?s)[^:]+:.+"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static CacheKey key(JsonNode event) {
        String name = event.path("partitionkey").asText();
        int colon = name.indexOf(':');
        return new CacheKey(name.substring(0, colon), name.substring(colon + 1));
    }

    private static boolean isOf(JsonNode event, @Nullable String dataset) {
        return dataset == null || key(event).dataset().equals(dataset);
    }

    private static String identity(JsonNode event) {
        return event.path("id").asText() + ' ' + event.path("time").asText();
    }

    private void make(Commit commit) {
        try {
            streams.commit(commit).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StreamsUnavailableException unavailable ? unavailable : e;
        }
    }
}
