package dev.quotewell.routetest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.quotewell.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What must come of a step or of a test: the fields of {@code then}. What is not said is not looked at. */
public final class Expected {

    static final List<String> FIELDS =
            List.of("status", "headers", "body", "entries", "events", "replies", "deadLetters", "lines", "calls");

    /** Expected as a list of messages, or as their number. */
    private static final Set<String> MESSAGES = Set.of("events", "replies", "deadLetters", "lines");

    private static final List<String> ENTRY = List.of("expiresIn", "keptFor", "age", "provider", "record", "unknown");
    private static final List<String> CALL = List.of("method", "path", "query", "headers", "body");
    private static final String NONE = "none";

    /** Nothing in particular. */
    static final Expected NOTHING = new Expected(null);

    private final @Nullable Located then;

    private Expected(@Nullable Located then) {
        this.then = then;
    }

    /** @param names receives those that it uses */
    static Expected read(Located then, Faults faults, List<Name> names) {
        if (!then.isMapping() || then.fields().isEmpty()) {
            faults.add(then.place(), "found no fields in then, allowed are " + String.join(", ", FIELDS));
            return NOTHING;
        }
        faults.refuseOthers(then, FIELDS);
        then.fields().forEach((name, field) -> check(name, field.value(), faults));
        add(names, Name.Kind.ENTRY, then.find("entries"));
        add(names, Name.Kind.PROVIDER, then.find("calls"));
        return new Expected(then);
    }

    private static void add(List<Name> names, Name.Kind kind, @Nullable Located by) {
        if (by != null) {
            by.fields().forEach((name, field) -> names.add(new Name(kind, name, field.at())));
        }
    }

    private static void check(String name, Located value, Faults faults) {
        if (name.equals("status") && !value.text().matches("[1-5]\\d\\d")) {
            faults.add(value.place(), "found " + value + " in status, allowed is an HTTP status such as 200");
        } else if (name.equals("headers")) {
            value.checkTexts(name, faults);
        } else if (name.equals("entries")) {
            checkEntries(value, faults);
        } else if (name.equals("calls")) {
            checkCalls(value, faults);
        } else if (MESSAGES.contains(name) && !value.isList() && !value.text().matches("\\d{1,4}")) {
            faults.add(value.place(), "found " + value + " in " + name + ", allowed is a list, or how many");
        }
    }

    private static void checkEntries(Located entries, Faults faults) {
        if (!entries.isMapping()) {
            faults.add(entries.place(), "found " + entries + " in entries, allowed are such as quote/AAPL: none");
        }
        entries.fields().forEach((key, field) -> {
            Located entry = field.value();
            if (key.indexOf('/') < 1 || key.endsWith("/")) {
                faults.add(field.at(), "found " + key + " in entries, allowed is dataset/key such as quote/AAPL");
            }
            if (!entry.isMapping() && !entry.text().equals(NONE)) {
                faults.add(entry.place(), "found " + entry + ", allowed are none, or " + String.join(", ", ENTRY));
            }
            faults.refuseOthers(entry, ENTRY);
            for (String span : List.of("expiresIn", "keptFor", "age")) {
                Located.Field told = entry.fields().get(span);
                if (told != null && SpanRange.find(told.value().text()).isEmpty()) {
                    faults.add(
                            told.value().place(),
                            "found " + told.value() + " in " + span + ", allowed is " + Spans.ALLOWED
                                    + ", or two of them as in 13s..15s");
                }
            }
        });
    }

    private static void checkCalls(Located calls, Faults faults) {
        if (!calls.isMapping() && !calls.text().equals(NONE)) {
            faults.add(calls.place(), "found " + calls + " in calls, allowed are none, or such as finnhub: 1");
        }
        calls.fields().forEach((provider, field) -> {
            Located told = field.value();
            if (!told.isList() && !told.text().matches("\\d{1,4}")) {
                faults.add(told.place(), "found " + told + " in calls, allowed is how many, or a list of calls");
            }
            told.items().forEach(call -> {
                if (faults.isMapping(call, "calls", String.join(", ", CALL))) {
                    faults.refuseOthers(call, CALL);
                    checkTexts(call, "query", faults);
                    checkTexts(call, "headers", faults);
                }
            });
        });
    }

    private static void checkTexts(Located call, String name, Faults faults) {
        Located texts = call.find(name);
        if (texts != null) {
            texts.checkTexts(name, faults);
        }
    }

    /** Adds what is not as it must be, each with its place. */
    void judge(Seen seen, List<String> failures) {
        if (then == null) {
            return;
        }
        then.fields().forEach((name, field) -> {
            Located expected = field.value();
            switch (name) {
                case "status", "headers", "body" -> judgeAnswer(name, expected, seen.answer(), failures);
                case "entries" ->
                    expected.fields().forEach((key, entry) -> judgeEntry(key, entry.value(), seen.entries(), failures));
                case "calls" -> judgeCalls(expected, seen.calls(), failures);
                default -> judgeMessages(name, expected, seen.messages().getOrDefault(name, List.of()), failures);
            }
        });
    }

    private static void judgeAnswer(
            String name, Located expected, Seen.@Nullable Answer answer, List<String> failures) {
        if (answer == null) {
            failures.add(expected.place() + ": " + name + ": expected of an answer, found no HTTP request in when");
        } else if (name.equals("status")) {
            if (!expected.text().equals(Integer.toString(answer.status()))) {
                failures.add(
                        Matching.failure(expected.place(), name, expected.text(), Integer.toString(answer.status())));
            }
        } else if (name.equals("headers")) {
            judgeTexts(name, expected, answer.headers(), failures);
        } else {
            judgeBody(name, expected, answer.body(), failures);
        }
    }

    private static void judgeBody(String name, Located expected, String body, List<String> failures) {
        JsonNode found = expected.isValue() ? TextNode.valueOf(body) : json(body);
        Matching.compare(name, expected, found, failures);
    }

    private static JsonNode json(String body) {
        try {
            return Json.mapper().readTree(body);
        } catch (JsonProcessingException notJson) {
            return TextNode.valueOf(body);
        }
    }

    /** Header names are in lower case; names of parameters are as they are. */
    private static void judgeTexts(String name, Located expected, Map<String, String> found, List<String> failures) {
        expected.fields().forEach((key, field) -> {
            String value = found.get(name.endsWith("headers") ? key.toLowerCase(Locale.ROOT) : key);
            Located wanted = field.value();
            boolean same = wanted.isNull() ? value == null : value != null && Matching.isLike(value, wanted.text());
            if (!same) {
                failures.add(Matching.failure(
                        wanted.place(),
                        name + "." + key,
                        wanted.isNull() ? "nothing" : wanted.text(),
                        value == null ? "nothing" : value));
            }
        });
    }

    private static void judgeEntry(
            String key, Located expected, Map<String, Seen.StoredEntry> entries, List<String> failures) {
        String name = "entries." + key;
        Seen.StoredEntry entry = entries.get(key);
        if (expected.text().equals(NONE) || entry == null) {
            if (entry != null || !expected.text().equals(NONE)) {
                failures.add(Matching.failure(
                        expected.place(),
                        name,
                        entry == null ? "an entry" : NONE,
                        entry == null ? others(entries) : "one of " + entry.provider()));
            }
            return;
        }
        expected.fields().forEach((field, told) -> {
            Located value = told.value();
            String of = name + "." + field;
            switch (field) {
                case "expiresIn" -> judgeSpan(of, value, entry.freshFor(), failures);
                case "keptFor" -> judgeKept(of, value, entry, failures);
                case "age" -> judgeSpan(of, value, entry.age(), failures);
                case "provider" -> Matching.compare(of, value, TextNode.valueOf(entry.provider()), failures);
                case "unknown" -> Matching.compare(of, value, BooleanNode.valueOf(entry.record() == null), failures);
                default -> Matching.compare(of, value, entry.record(), failures);
            }
        });
    }

    private static String others(Map<String, Seen.StoredEntry> entries) {
        return entries.isEmpty() ? NONE : "none; there are " + String.join(", ", new TreeSet<>(entries.keySet()));
    }

    /** What Redis has counted off since is not known to the millisecond: all that it may have been is good. */
    private static void judgeKept(String name, Located expected, Seen.StoredEntry entry, List<String> failures) {
        Duration most = entry.keptFor().plus(entry.counted());
        boolean holds = SpanRange.find(expected.text()).orElseThrow().meets(new SpanRange(entry.keptFor(), most));
        if (!holds) {
            judgeSpan(name, expected, Duration.ofSeconds((entry.keptFor().toMillis() + 999) / 1000), failures);
        }
    }

    private static void judgeSpan(String name, Located expected, Duration found, List<String> failures) {
        if (!SpanRange.find(expected.text()).orElseThrow().holds(found)) {
            failures.add(Matching.failure(expected.place(), name, expected.text(), Spans.write(found)));
        }
    }

    private static void judgeMessages(String name, Located expected, List<JsonNode> found, List<String> failures) {
        if (expected.isList()) {
            Matching.compareAll(name, expected, found, failures);
        } else if (Integer.parseInt(expected.text()) != found.size()) {
            failures.add(Matching.failure(
                    expected.place(), name, expected.text(), found.size() + (found.isEmpty() ? "" : ": " + found)));
        }
    }

    private static void judgeCalls(Located expected, List<Call> calls, List<String> failures) {
        expected.fields().forEach((provider, field) -> {
            Located told = field.value();
            List<Call> its = calls.stream()
                    .filter(call -> call.provider().equals(provider))
                    .toList();
            int wanted = told.isList() ? told.items().size() : Integer.parseInt(told.text());
            if (wanted != its.size()) {
                failures.add(Matching.failure(
                        told.place(), "calls." + provider, Integer.toString(wanted), its.size() + paths(its)));
                return;
            }
            for (int i = 0; i < told.items().size(); i++) {
                judgeCall("calls." + provider + "[" + i + "]", told.items().get(i), its.get(i), failures);
            }
        });
        List<Call> others = calls.stream()
                .filter(call -> !expected.fields().containsKey(call.provider()))
                .toList();
        if (!others.isEmpty()) {
            failures.add(Matching.failure(expected.place(), "calls", "no other", others.size() + paths(others)));
        }
    }

    private static void judgeCall(String name, Located expected, Call call, List<String> failures) {
        expected.fields().forEach((field, told) -> {
            Located value = told.value();
            String of = name + "." + field;
            switch (field) {
                case "method" -> Matching.compare(of, value, TextNode.valueOf(call.method()), failures);
                case "path" -> Matching.compare(of, value, TextNode.valueOf(call.path()), failures);
                case "query" -> judgeTexts(of, value, call.query(), failures);
                case "headers" -> judgeTexts(of, value, call.headers(), failures);
                default -> judgeBody(of, value, call.body(), failures);
            }
        });
    }

    private static String paths(List<Call> calls) {
        return calls.isEmpty()
                ? ""
                : ": "
                        + calls.stream()
                                .map(call -> call.provider() + " " + call.path())
                                .toList();
    }
}
