package dev.quotewell.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.json.Json;
import dev.quotewell.message.OutboxPressure;
import dev.quotewell.message.StreamNames;
import dev.quotewell.message.StreamState;
import dev.quotewell.message.StreamsView;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** How far the sinks and the other readers of our streams have come. Safe for many threads. */
public final class StreamStates {

    private final StreamsView view;
    private final StreamNames names;
    private final OutboxPressure pressure;
    private final Executor worker;

    /** @param worker may be blocked; refuses what is too much */
    public StreamStates(StreamsView view, StreamNames names, OutboxPressure pressure, Executor worker) {
        this.view = view;
        this.names = names;
        this.pressure = pressure;
        this.worker = worker;
    }

    /** By the names that routes use. */
    public Map<String, Processor> processors() {
        return Map.of(
                "show-outbox", JsonAnswer.blocking(worker, this::outbox),
                "show-streams", JsonAnswer.blocking(worker, this::streams));
    }

    /** {@code GET /v1/outbox}: each sink with what it has not acknowledged, and the totals. */
    private JsonNode outbox(Exchange exchange) {
        OperatorRequest.parameters(exchange);
        StreamState events = view.lookAtPartitions(names.outbox());
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("pending", events.length());
        age(json, events.oldest());
        json.put("pressure", pressure.level().name().toLowerCase(Locale.ROOT));
        ArrayNode sinks = json.putArray("sinks");
        events.groups().forEach(group -> {
            ObjectNode sink = sinks.addObject();
            sink.put("sink", group.name());
            sink.put("pending", group.unacknowledged());
            atLeast(sink, group);
            sink.put("inWork", group.pending());
            age(sink, group.oldest());
        });
        return json;
    }

    /** {@code GET /v1/streams}: each stream with its groups, and their consumers. */
    private JsonNode streams(Exchange exchange) {
        OperatorRequest.parameters(exchange);
        ObjectNode json = Json.mapper().createObjectNode();
        ArrayNode streams = json.putArray("streams");
        add(streams, view.lookAtPartitions(names.outbox()));
        names.whole().forEach(stream -> add(streams, view.look(stream)));
        return json;
    }

    private static void add(ArrayNode streams, StreamState state) {
        ObjectNode stream = streams.addObject();
        stream.put("stream", state.stream());
        stream.put("length", state.length());
        ArrayNode groups = stream.putArray("groups");
        state.groups().forEach(group -> {
            ObjectNode json = groups.addObject();
            json.put("group", group.name());
            json.put("lag", group.lag());
            atLeast(json, group);
            json.put("pending", group.pending());
            age(json, group.oldest());
            ArrayNode members = json.putArray("consumers");
            group.members()
                    .forEach(member -> members.addObject()
                            .put("name", member.name())
                            .put("pending", member.pending())
                            .put("idleSeconds", member.idle().toSeconds()));
        });
    }

    private static void atLeast(ObjectNode json, StreamState.Group group) {
        if (group.lagIsAtLeast()) {
            json.put("atLeast", true);
        }
    }

    private static void age(ObjectNode json, @Nullable Duration oldest) {
        if (oldest != null) {
            json.put("oldestSeconds", oldest.toSeconds());
        }
    }
}
