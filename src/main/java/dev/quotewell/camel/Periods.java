package dev.quotewell.camel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.cache.Answer;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CacheStatus;
import dev.quotewell.cache.ContentId;
import dev.quotewell.cache.Entry;
import dev.quotewell.cache.Failure;
import dev.quotewell.json.Json;
import dev.quotewell.json.Payload;
import dev.quotewell.provider.Chunks;
import dev.quotewell.provider.Dataset;
import dev.quotewell.provider.DatasetKey;
import dev.quotewell.provider.Datasets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The processors {@code cut-period} and {@code join-period}, before and after a {@code cache-aside} step whose keys
 * have a period: the step sees calendar chunks, so that a part of history that is there is not asked for again. Safe
 * for many threads.
 */
public final class Periods {

    private static final String ASKED = "QuotewellPeriods";

    private final Datasets datasets;
    private final InstantSource clock;

    /** What was asked for, key by key, and the chunks of each. */
    private record Asked(List<DatasetKey> keys, List<List<DatasetKey>> chunks, boolean many) {}

    public Periods(Datasets datasets, InstantSource clock) {
        this.datasets = datasets;
        this.clock = clock;
    }

    /** By the names that routes use. */
    public Map<String, Processor> processors() {
        return Map.of("cut-period", this::cut, "join-period", Periods::join);
    }

    private void cut(Exchange exchange) {
        String name = exchange.getMessage().getHeader(Lookup.DATASET, "", String.class);
        Dataset dataset = datasets.find(name).orElseThrow(() -> new UnknownDatasetException(name, datasets.names()));
        Object wanted = exchange.getMessage().getHeader(Lookup.KEY);
        boolean many = wanted instanceof Collection;
        Instant now = clock.instant();
        List<DatasetKey> keys = (many ? (Collection<?>) wanted : List.of(Objects.toString(wanted, "")))
                .stream().map(key -> dataset.key(key.toString())).toList();
        List<List<DatasetKey>> chunks =
                keys.stream().map(key -> dataset.chunks(key, now)).toList();
        exchange.setProperty(ASKED, new Asked(keys, chunks, many));
        Set<String> all = new LinkedHashSet<>();
        chunks.forEach(list -> list.forEach(chunk -> all.add(chunk.text())));
        exchange.getMessage().setHeader(Lookup.KEY, List.copyOf(all));
    }

    private static void join(Exchange exchange) {
        Asked asked = Objects.requireNonNull(exchange.getProperty(ASKED, Asked.class), "cut-period comes before");
        List<?> wanted = exchange.getMessage().getHeader(Lookup.KEY, List.class);
        List<?> answers = exchange.getProperty(CacheAsideConstants.ANSWERS, List.class);
        Map<String, Answer> byKey = new HashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            byKey.put(wanted.get(i).toString(), (Answer) answers.get(i));
        }
        Function<DatasetKey, Answer> answer = chunk -> Objects.requireNonNull(byKey.get(chunk.text()), chunk::text);
        List<Answer> joined = new ArrayList<>();
        for (int i = 0; i < asked.keys().size(); i++) {
            joined.add(joined(asked.keys().get(i), asked.chunks().get(i), answer));
        }
        Object keys = asked.many()
                ? asked.keys().stream().map(DatasetKey::text).toList()
                : asked.keys().get(0).text();
        exchange.getMessage().setHeader(Lookup.KEY, keys);
        CacheAsideProducer.accept(exchange, joined, asked.many());
    }

    private static Answer joined(DatasetKey key, List<DatasetKey> chunks, Function<DatasetKey, Answer> answer) {
        List<Answer> answers = chunks.stream().map(answer).toList();
        if (answers.size() == 1 && chunks.get(0).equals(key)) {
            return answers.get(0);
        }
        Optional<Answer> failed =
                answers.stream().filter(Answer.Failed.class::isInstance).findFirst();
        if (failed.isPresent()) {
            return failed.get();
        }
        List<Answer.Found> found = answers.stream()
                .filter(Answer.Found.class::isInstance)
                .map(Answer.Found.class::cast)
                .toList();
        List<ObjectNode> records = found.stream().map(Periods::record).toList();
        CacheStatus status =
                CacheStatus.ofAll(answers.stream().map(Answer::status).toList());
        Optional<String> misfit = Chunks.misfit(records);
        if (misfit.isPresent()) {
            return new Answer.Failed(new Failure(Failure.Kind.PROVIDER_FAILED, misfit.get(), null), status);
        }
        return Chunks.join(key, records)
                .<Answer>map(record -> found(key, record, found, status))
                .orElseGet(() -> new Answer.Unknown(status));
    }

    private static Answer found(DatasetKey key, ObjectNode record, List<Answer.Found> parts, CacheStatus status) {
        Payload payload = Payload.wrap(Json.bytes(record));
        Entry.Value entry = new Entry.Value(
                payload,
                ContentId.of(new CacheKey(key.dataset(), key.text()), payload),
                parts.stream()
                        .map(part -> part.entry().loadedAt())
                        .min(Comparator.naturalOrder())
                        .orElseThrow(),
                parts.stream()
                        .map(part -> part.entry().freshUntil())
                        .min(Comparator.naturalOrder())
                        .orElseThrow(),
                record.path("provider").asText());
        Duration age = parts.stream()
                .map(Answer.Found::age)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return new Answer.Found(entry, age, status);
    }

    private static ObjectNode record(Answer.Found found) {
        try {
            return (ObjectNode) Json.mapper().readTree(found.entry().record().array());
        } catch (IOException e) {
            throw new UncheckedIOException("A stored record is JSON", e);
        }
    }
}
