package dev.quotewell.routetest;

import dev.quotewell.json.Json;
import dev.quotewell.json.Payload;
import dev.quotewell.yaml.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one {@code *.test.yaml}, the whole of it, noting every fault:
 *
 * <pre>{@code
 * - test: <what is promised>
 *   clock: <moment, by default} {@value #CLOCK}{@code >
 *   given:
 *     cache: [{dataset, key, record or unknown: true, age, provider}]
 *     providers: {<name>: reply, [reply...], or no-answer}     reply: {status, headers, body or file, delay, at}
 *   when: step or [step...]
 *     step: {after, get|post|put|delete: <path>, headers, body | request: <message> | schedule: <name>, then}
 *   then: {status, headers, body, entries, events, replies, deadLetters, lines, calls}
 * }</pre>
 */
public final class TestFileReader {

    /** A Friday on which New York, London and São Paulo trade. */
    static final String CLOCK = "2026-11-20T15:00:00Z";

    private static final List<String> TEST = List.of("test", "clock", "given", "when", "then");
    private static final List<String> GIVEN = List.of("cache", "providers");
    private static final List<String> CACHED = List.of("dataset", "key", "record", "unknown", "age", "provider");
    private static final List<String> REPLY = List.of("status", "headers", "body", "file", "delay", "at");
    private static final List<String> METHODS = List.of("get", "post", "put", "delete");
    private static final List<String> STEP =
            List.of("after", "get", "post", "put", "delete", "headers", "body", "request", "schedule", "then");
    private static final String NO_ANSWER = "no-answer";

    private final Path file;
    private final Faults faults = new Faults();

    private TestFileReader(Path file) {
        this.file = file;
    }

    /** What is in a file, and what is wrong with it, each with its place; with faults it must not be played. */
    public record Read(TestFile file, List<String> faults) {
        public Read {
            faults = List.copyOf(faults);
        }
    }

    public static Read read(Path file) {
        TestFileReader reader = new TestFileReader(file);
        List<TestCase> tests = reader.tests();
        return new Read(new TestFile(file, tests), reader.faults.found());
    }

    private List<TestCase> tests() {
        Optional<Located> root = Located.read(file, faults);
        if (root.isEmpty()) {
            return List.of();
        }
        if (root.get().items().isEmpty()) {
            faults.add(root.get().place(), "found no list, allowed is a list of tests, each beginning with - test:");
        }
        List<TestCase> tests = new ArrayList<>();
        Map<String, Place> names = new LinkedHashMap<>();
        for (Located item : root.get().items()) {
            TestCase test = test(item);
            tests.add(test);
            Place before = names.putIfAbsent(test.name(), test.place());
            if (before != null) {
                faults.add(
                        test.place(),
                        "found the test of line " + before.line() + " again, allowed is a name of its own");
            }
        }
        return tests;
    }

    private TestCase test(Located item) {
        faults.refuseOthers(item, TEST);
        Located given = find(item, "given");
        if (given != null) {
            faults.refuseOthers(given, GIVEN);
        }
        Located then = find(item, "then");
        List<Step> steps = steps(item);
        if (then == null && steps.stream().allMatch(step -> step.then() == Expected.NOTHING)) {
            faults.add(
                    item.place(),
                    "found no then, allowed is what must come of it: " + String.join(", ", Expected.FIELDS));
        }
        return new TestCase(
                item.place(),
                text(item, "test", "what is promised"),
                clock(find(item, "clock")),
                cached(given == null ? null : find(given, "cache")),
                providers(given == null ? null : find(given, "providers")),
                steps,
                then == null ? Expected.NOTHING : Expected.read(then, faults));
    }

    private static @Nullable Located find(Located mapping, String name) {
        Located.Field field = mapping.fields().get(name);
        return field == null ? null : field.value();
    }

    private String text(Located mapping, String name, String allowed) {
        Located found = find(mapping, name);
        if (found == null || found.text().isBlank()) {
            faults.add(mapping.place(), "found no " + name + ", allowed is " + allowed);
            return "";
        }
        return found.text();
    }

    private Instant clock(@Nullable Located found) {
        try {
            return Instant.parse(found == null ? CLOCK : found.text());
        } catch (DateTimeParseException wrong) {
            if (found != null) {
                faults.add(found.place(), "found " + found + " in clock, allowed is a moment such as " + CLOCK);
            }
            return Instant.EPOCH;
        }
    }

    private Duration span(Located mapping, String name) {
        Located found = find(mapping, name);
        if (found == null) {
            return Duration.ZERO;
        }
        Optional<Duration> span = Spans.find(found.text());
        if (span.isEmpty()) {
            faults.add(found.place(), "found " + found + " in " + name + ", allowed is " + Spans.ALLOWED);
        }
        return span.orElse(Duration.ZERO);
    }

    private List<CachedRecord> cached(@Nullable Located cache) {
        List<CachedRecord> records = new ArrayList<>();
        if (cache != null && !cache.isList()) {
            faults.add(cache.place(), "found no list in cache, allowed is a list of entries");
        }
        for (Located item : cache == null ? List.<Located>of() : cache.items()) {
            faults.refuseOthers(item, CACHED);
            Located record = find(item, "record");
            Located unknown = find(item, "unknown");
            Located provider = find(item, "provider");
            if ((record == null) == (unknown == null)) {
                faults.add(
                        item.place(),
                        "found " + (record == null ? "no" : "a") + " record, allowed is either record or"
                                + " unknown: true");
            }
            records.add(new CachedRecord(
                    item.place(),
                    text(item, "dataset", "a dataset such as quote"),
                    text(item, "key", "a key such as AAPL"),
                    record == null ? null : Payload.wrap(Json.bytes(record.json())),
                    provider == null ? "finnhub" : provider.text(),
                    span(item, "age")));
        }
        return records;
    }

    private Map<String, List<ScriptedReply>> providers(@Nullable Located providers) {
        Map<String, List<ScriptedReply>> scripts = new LinkedHashMap<>();
        if (providers != null && !providers.isMapping()) {
            faults.add(providers.place(), "found no names in providers, allowed are such as finnhub: { status: 429 }");
        }
        if (providers != null) {
            providers.fields().forEach((name, field) -> {
                Located told = field.value();
                List<Located> replies = told.isList() ? told.items() : List.of(told);
                scripts.put(name, replies.stream().map(this::reply).toList());
            });
        }
        return scripts;
    }

    private ScriptedReply reply(Located told) {
        if (told.isValue() && told.text().equals(NO_ANSWER)) {
            return new ScriptedReply("", false, 0, Map.of(), Payload.utf8(""), Duration.ZERO);
        }
        if (!told.isMapping()) {
            faults.add(told.place(), "found " + told + ", allowed are no-answer, or " + String.join(", ", REPLY));
        }
        faults.refuseOthers(told, REPLY);
        Located status = find(told, "status");
        if (status != null && !status.text().matches("[1-5]\\d\\d")) {
            faults.add(status.place(), "found " + status + " in status, allowed is an HTTP status such as 200");
        }
        Located at = find(told, "at");
        Payload body = replyBody(told);
        Map<String, String> headers = headers(told);
        headers.putIfAbsent("content-type", contentType(body.text()));
        return new ScriptedReply(
                at == null ? "" : at.text(),
                true,
                status != null && status.text().matches("\\d{3}") ? Integer.parseInt(status.text()) : 200,
                headers,
                body,
                span(told, "delay"));
    }

    private Payload replyBody(Located told) {
        Located named = find(told, "file");
        if (named == null) {
            return body(told);
        }
        Path path = Optional.ofNullable(file.toAbsolutePath().getParent())
                .orElse(Path.of(""))
                .resolve(named.text());
        try {
            return Payload.wrap(Files.readAllBytes(path));
        } catch (IOException e) {
            faults.add(named.place(), "found " + named.text() + ", allowed is a file beside the test that can be read");
            return Payload.utf8("");
        }
    }

    private static Payload body(Located mapping) {
        Located body = find(mapping, "body");
        if (body == null) {
            return Payload.utf8("");
        }
        return body.isValue() ? Payload.utf8(body.text()) : Payload.wrap(Json.bytes(body.json()));
    }

    private static String contentType(String body) {
        String start = body.stripLeading();
        if (start.startsWith("<")) {
            return "application/xml";
        }
        return start.startsWith("{") || start.startsWith("[") ? "application/json" : "text/plain";
    }

    /** With names in lower case. */
    private static Map<String, String> headers(Located mapping) {
        Map<String, String> headers = new LinkedHashMap<>();
        Located told = find(mapping, "headers");
        if (told != null) {
            told.fields()
                    .forEach((name, field) -> headers.put(
                            name.toLowerCase(Locale.ROOT), field.value().text()));
        }
        return headers;
    }

    private List<Step> steps(Located test) {
        Located when = find(test, "when");
        if (when == null) {
            faults.add(test.place(), "found no when, allowed is what happens: " + String.join(", ", STEP));
            return List.of();
        }
        return (when.isList() ? when.items() : List.of(when))
                .stream().map(this::step).toList();
    }

    private Step step(Located told) {
        if (!told.isMapping()) {
            faults.add(told.place(), "found " + told + " in when, allowed is such as get: /v1/quote/AAPL");
        }
        faults.refuseOthers(told, STEP);
        Located then = find(told, "then");
        return new Step(
                told.place(),
                span(told, "after"),
                action(told),
                then == null ? Expected.NOTHING : Expected.read(then, faults));
    }

    private Action action(Located told) {
        List<String> named = STEP.stream()
                .filter(name -> METHODS.contains(name) || name.equals("request") || name.equals("schedule"))
                .filter(told.fields()::containsKey)
                .toList();
        if (named.size() > 1) {
            faults.add(told.place(), "found " + String.join(" and ", named) + " in one step, allowed is one of them");
        }
        String name = named.isEmpty() ? "" : named.get(0);
        if (METHODS.contains(name)) {
            String path = text(told, name, "a path such as /v1/quote/AAPL");
            if (!path.matches("/\\S*")) {
                faults.add(
                        told.place(), "found " + path + " in " + name + ", allowed is a path such as /v1/quote/AAPL");
                path = "/";
            }
            return new Action.Http(name.toUpperCase(Locale.ROOT), path, headers(told), body(told));
        }
        if (name.equals("request")) {
            Located message = Objects.requireNonNull(find(told, name));
            return new Action.Message(
                    message.isValue() ? Payload.utf8(message.text()) : Payload.wrap(Json.bytes(message.json())));
        }
        if (name.equals("schedule")) {
            return new Action.Tick(text(told, name, "the name of a schedule"));
        }
        if (find(told, "after") == null) {
            faults.add(
                    told.place(),
                    "found nothing that happens, allowed are get, post, put, delete, request, schedule, after");
        }
        return new Action.Wait();
    }
}
