package dev.quotewell.routetest;

import dev.quotewell.yaml.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Plays a test and judges it: each step by what it must bring, the whole by what must hold at the end. */
public final class CaseRunner {

    private static final Seen NOTHING = new Seen(null, Map.of(), Map.of(), List.of(), List.of());
    private static final int LONGEST = 600;

    private final Bench bench;

    public CaseRunner(Bench bench) {
        this.bench = bench;
    }

    public CaseResult run(TestCase test) {
        long began = System.nanoTime();
        List<String> failures = new ArrayList<>(bench.faults(test));
        if (!failures.isEmpty()) {
            return new CaseResult(test, failures, List.of(), Duration.ZERO);
        }
        Seen last = NOTHING;
        Place at = test.place();
        try {
            bench.begin(test);
            for (Step step : test.steps()) {
                at = step.place();
                Seen now = bench.act(step);
                step.then().judge(now.since(last), failures);
                last = now;
            }
            test.then().judge(last, failures);
            for (String trouble : last.troubles()) {
                failures.add(test.place() + ": " + trouble);
            }
        } catch (BenchException e) {
            failures.add(at + ": " + e.getMessage());
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        return new CaseResult(test, failures, failures.isEmpty() ? List.of() : told(last), took);
    }

    private static List<String> told(Seen seen) {
        List<String> lines = new ArrayList<>();
        Seen.@Nullable Answer answer = seen.answer();
        if (answer != null) {
            String status = answer.headers().get("cache-status");
            lines.add("answer: " + answer.status() + (status == null ? "" : ", Cache-Status: " + status));
            lines.add("body: " + shortened(answer.body()));
        }
        Map<String, Integer> calls = new TreeMap<>();
        seen.calls().forEach(call -> calls.merge(call.provider(), 1, Integer::sum));
        lines.add("calls: " + (calls.isEmpty() ? "none" : calls.toString()));
        return lines;
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
