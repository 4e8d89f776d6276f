package dev.quotewell.routetest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** How the tests of a file ended, in its order. */
public record FileResult(Path path, List<CaseResult> results) {

    public FileResult {
        results = List.copyOf(results);
    }

    public long failed() {
        return results.stream().filter(result -> !result.passed()).count();
    }

    public Duration took() {
        return results.stream().map(CaseResult::took).reduce(Duration.ZERO, Duration::plus);
    }
}
