package dev.quotewell.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.budget.Priority;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CacheObserver.Result;
import dev.quotewell.cache.CacheStatus.Forward;
import dev.quotewell.cache.RequestDirectives;
import dev.quotewell.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The format of a recording, version {@value #VERSION}: one JSON object a line, as docs/planning.md tells. Moments are
 * RFC 3339, durations milliseconds; what is absent was not there.
 */
final class TrafficLines {

    static final int VERSION = 1;

    /** The field that tells a first line. */
    static final String RECORDING = "recording";

    static final String GET = "get";
    static final String LOAD = "load";

    private TrafficLines() {}

    static List<ObjectNode> write(Traffic traffic) {
        if (traffic instanceof Ask ask) {
            return List.of(ask(ask));
        }
        if (traffic instanceof Load load) {
            return List.of(load(load));
        }
        Configured configured = (Configured) traffic;
        List<ObjectNode> lines = new ArrayList<>();
        lines.add(Json.mapper()
                .createObjectNode()
                .put(RECORDING, "quotewell")
                .put("version", VERSION)
                .put("t", moment(configured.at()))
                .put("instance", configured.instance()));
        lines.addAll(SetupLines.write(configured.setup()));
        return lines;
    }

    private static String moment(Instant moment) {
        return moment.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static ObjectNode line(Traffic traffic, String kind, CacheKey key, Priority priority) {
        return Json.mapper()
                .createObjectNode()
                .put("t", moment(traffic.at()))
                .put(kind, key.dataset())
                .put("key", key.key())
                .put("priority", priority.code());
    }

    private static ObjectNode ask(Ask ask) {
        ObjectNode line = line(ask, GET, ask.key(), ask.priority()).put("from", ask.intake());
        if (ask.group() > 0) {
            line.put("group", ask.group());
        }
        if (ask.asked().noCache()) {
            line.put("noCache", true);
        }
        if (ask.asked().maxAge() != null) {
            line.put("maxAge", ask.asked().maxAge().toMillis());
        }
        if (ask.asked().onlyIfCached()) {
            line.put("onlyIfCached", true);
        }
        line.put("outcome", code(ask.outcome()));
        if (ask.forward() != null) {
            line.put("why", ask.forward().token());
        }
        if (ask.provider() != null) {
            line.put("provider", ask.provider());
        }
        if (!ask.took().isZero()) {
            line.put("took", ask.took().toMillis());
        }
        if (ask.age() != null) {
            line.put("age", ask.age().toMillis());
        }
        if (ask.failure() != null) {
            line.put("failure", ask.failure());
        }
        return line;
    }

    private static ObjectNode load(Load load) {
        ObjectNode line = line(load, LOAD, load.key(), load.priority()).put("outcome", load.outcome());
        if (load.provider() != null) {
            line.put("provider", load.provider());
        }
        line.put("took", load.took().toMillis());
        if (load.asOf() != null) {
            line.put("asOf", load.asOf().toString());
        }
        if (load.ttl() != null) {
            line.put("ttl", load.ttl().toMillis());
        }
        ArrayNode calls = line.putArray("calls");
        for (Load.Call call : load.calls()) {
            ObjectNode each = calls.addObject()
                    .put("provider", call.provider())
                    .put("took", call.took().toMillis())
                    .put("outcome", call.outcome());
            if (call.retryAfter() != null) {
                each.put("retryAfter", call.retryAfter().toMillis());
            }
        }
        return line;
    }

    static Ask readAsk(LineFields line) {
        return new Ask(
                line.instant("t"),
                key(line, GET),
                line.has("group") ? (int) line.number("group") : 0,
                priority(line),
                line.text("from"),
                directives(line),
                line.oneOf("outcome", Result.class),
                line.has("why") ? line.oneOf("why", Forward.class) : null,
                optional(line, "provider"),
                line.has("took") ? line.duration("took") : Duration.ZERO,
                line.has("age") ? line.duration("age") : null,
                optional(line, "failure"));
    }

    static Load readLoad(LineFields line) {
        List<Load.Call> calls = new ArrayList<>();
        for (JsonNode each : line.list("calls")) {
            LineFields call = new LineFields(line.text(), each);
            calls.add(new Load.Call(
                    call.text("provider"),
                    call.duration("took"),
                    call.text("outcome"),
                    call.has("retryAfter") ? call.duration("retryAfter") : null));
        }
        return new Load(
                line.instant("t"),
                key(line, LOAD),
                priority(line),
                line.text("outcome"),
                optional(line, "provider"),
                line.duration("took"),
                line.has("asOf") ? line.instant("asOf") : null,
                line.has("ttl") ? line.duration("ttl") : null,
                calls);
    }

    private static CacheKey key(LineFields line, String kind) {
        return new CacheKey(line.text(kind), line.text("key"));
    }

    private static Priority priority(LineFields line) {
        return line.oneOf("priority", Priority.class);
    }

    private static RequestDirectives directives(LineFields line) {
        if (!line.has("noCache") && !line.has("maxAge") && !line.has("onlyIfCached")) {
            return RequestDirectives.NONE;
        }
        return new RequestDirectives(
                line.has("noCache") && line.flag("noCache"),
                line.has("maxAge") ? line.duration("maxAge") : null,
                line.has("onlyIfCached") && line.flag("onlyIfCached"));
    }

    private static @Nullable String optional(LineFields line, String field) {
        return line.has(field) ? line.text(field) : null;
    }

    private static String code(Result outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
