package dev.quotewell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.quotewell.cache.Entry;
import dev.quotewell.json.Json;
import dev.quotewell.message.StreamEntry;
import dev.quotewell.message.StreamNames;
import dev.quotewell.redis.RedisBench;
import dev.quotewell.routetest.BenchException;
import dev.quotewell.routetest.Seen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What can be seen after a step of a test: in Redis, and in the files of events. For one thread. */
final class BenchView {

    private final RedisBench redis;
    private final StreamNames names;
    private final Set<String> datasets;
    private final Path events;
    private Map<Path, Long> lengths = new HashMap<>();
    private long began;

    /** @param events the folder of the files that events are written to */
    BenchView(RedisBench redis, StreamNames names, Set<String> datasets, Path events) {
        this.redis = redis;
        this.names = names;
        this.datasets = datasets;
        this.events = events;
    }

    /** From now on a test runs: what is there in the day's files is not its own. */
    void begin() {
        began = System.nanoTime();
        Map<Path, Long> all = new HashMap<>();
        for (Path file : eventFiles()) {
            all.put(file, file.toFile().length());
        }
        lengths = all;
    }

    Map<String, Seen.StoredEntry> entries(Instant now) {
        Map<String, Seen.StoredEntry> entries = new HashMap<>();
        redis.entries(datasets).forEach((key, kept) -> {
            Duration counted = Duration.ofNanos(System.nanoTime() - began);
            entries.put(key.dataset() + "/" + key.key(), stored(kept, now, counted));
        });
        return entries;
    }

    private static Seen.StoredEntry stored(RedisBench.Kept kept, Instant now, Duration counted) {
        Entry entry = kept.entry();
        JsonNode record =
                entry instanceof Entry.Value value ? json(value.record().text()) : null;
        return new Seen.StoredEntry(
                record, entry.provider(), entry.age(now), entry.freshFor(now), kept.keptFor(), counted);
    }

    Map<String, List<JsonNode>> messages() {
        return Map.of(
                "events", bodies(names.events()),
                "replies", bodies(names.prefix() + "replies"),
                "deadLetters",
                        redis.read(names.deadLetters()).stream()
                                .map(BenchView::fields)
                                .toList(),
                "lines", lines());
    }

    private List<JsonNode> bodies(String stream) {
        return redis.read(stream).stream()
                .map(fields -> json(text(fields.getOrDefault(StreamEntry.BODY, new byte[0]))))
                .toList();
    }

    private static JsonNode fields(Map<String, byte[]> fields) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        fields.forEach((name, value) ->
                object.set(name, name.equals(StreamEntry.BODY) ? json(text(value)) : TextNode.valueOf(text(value))));
        return object;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static JsonNode json(String text) {
        try {
            JsonNode json = Json.mapper().readTree(text);
            return json.isMissingNode() ? TextNode.valueOf(text) : json;
        } catch (JsonProcessingException notJson) {
            return TextNode.valueOf(text);
        }
    }

    private List<Path> eventFiles() {
        if (!Files.isDirectory(events)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(events)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** What was written into the day's files since the test began. */
    private List<JsonNode> lines() {
        List<JsonNode> lines = new ArrayList<>();
        for (Path file : eventFiles()) {
            try {
                byte[] bytes = Files.readAllBytes(file);
                int from = lengths.getOrDefault(file, 0L).intValue();
                new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8)
                        .lines()
                        .map(BenchView::json)
                        .forEach(lines::add);
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
        return lines;
    }

    private static BenchException unreadable(IOException e) {
        return new BenchException("the files of events cannot be read", e);
    }
}
