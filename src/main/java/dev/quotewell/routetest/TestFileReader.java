package dev.quotewell.routetest;

import dev.quotewell.yaml.Place;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            if (!faults.isMapping(item, "the list of tests", "a test, with " + String.join(", ", TEST))) {
                continue;
            }
            TestCase test = test(item);
            tests.add(test);
            Place before = test.name().isEmpty() ? null : names.putIfAbsent(test.name(), test.place());
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
        Located given = item.find("given");
        if (given != null && faults.isMapping(given, "given", String.join(", ", GIVEN))) {
            faults.refuseOthers(given, GIVEN);
        }
        Located then = item.find("then");
        List<Name> names = new ArrayList<>();
        List<Step> steps = new StepReader(faults, names).steps(item);
        if (then == null && steps.stream().allMatch(step -> step.then() == Expected.NOTHING)) {
            faults.add(
                    item.place(),
                    "found no then, allowed is what must come of it: " + String.join(", ", Expected.FIELDS));
        }
        GivenReader beginning = new GivenReader(file, faults, names);
        return new TestCase(
                item.place(),
                item.text("test", "what is promised", faults),
                clock(item.find("clock")),
                beginning.cached(given == null ? null : given.find("cache")),
                beginning.providers(given == null ? null : given.find("providers")),
                steps,
                then == null ? Expected.NOTHING : Expected.read(then, faults, names),
                names);
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
}
