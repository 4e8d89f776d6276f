package dev.quotewell.routetest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Results for the one who wrote the tests: as lines, or as JSON. */
public final class Report {

    private Report() {}

    /** A line for the file; the tests that failed follow, or all of them. */
    public static List<String> lines(FileResult file, boolean all) {
        List<String> lines = new ArrayList<>();
        lines.add((file.failed() == 0 ? "ok    " : "FAIL  ") + file.path() + ", "
                + counted(file.results().size()) + ", " + file.took().toMillis() + " ms");
        for (CaseResult result : file.results()) {
            if (all || !result.passed()) {
                lines.add("  " + (result.passed() ? "ok    " : "FAIL  ")
                        + result.test().name());
            }
            result.failures().forEach(failure -> lines.add("    " + failure));
            result.seen().forEach(seen -> lines.add("      " + seen));
        }
        return lines;
    }

    /** The last line. */
    public static String summary(List<FileResult> files, Duration took) {
        long failed = files.stream().mapToLong(FileResult::failed).sum();
        long tests = files.stream().mapToLong(file -> file.results().size()).sum();
        return String.format(
                Locale.ROOT,
                "%s in %d %s: %d passed, %d failed, %.1f s",
                counted(tests),
                files.size(),
                files.size() == 1 ? "file" : "files",
                tests - failed,
                failed,
                took.toMillis() / 1000.0);
    }

    private static String counted(long tests) {
        return tests + (tests == 1 ? " test" : " tests");
    }

    /** {@code {"tests","failed","files":[{"file","tests":[{"test","line","passed","millis","failures":[…]}]}]}}. */
    public static ObjectNode json(List<FileResult> files) {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put(
                "tests", files.stream().mapToLong(file -> file.results().size()).sum());
        report.put("failed", files.stream().mapToLong(FileResult::failed).sum());
        ArrayNode all = report.putArray("files");
        for (FileResult file : files) {
            ObjectNode one = all.addObject().put("file", file.path().toString());
            ArrayNode tests = one.putArray("tests");
            file.results().forEach(result -> {
                ObjectNode test = tests.addObject()
                        .put("test", result.test().name())
                        .put("line", result.test().place().line())
                        .put("passed", result.passed())
                        .put("millis", result.took().toMillis());
                ArrayNode failures = test.putArray("failures");
                result.failures().forEach(failures::add);
            });
        }
        return report;
    }
}
