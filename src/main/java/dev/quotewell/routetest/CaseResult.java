package dev.quotewell.routetest;

import java.time.Duration;
import java.util.List;

/**
 * How a test ended.
 *
 * @param failures each begins with its place; none where it went well
 * @param seen what came of it, for whoever mends it; empty where it went well
 */
public record CaseResult(TestCase test, List<String> failures, List<String> seen, Duration took) {

    public CaseResult {
        failures = List.copyOf(failures);
        seen = List.copyOf(seen);
    }

    public boolean passed() {
        return failures.isEmpty();
    }
}
