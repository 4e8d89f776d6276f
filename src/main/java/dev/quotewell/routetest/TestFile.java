package dev.quotewell.routetest;

import java.nio.file.Path;
import java.util.List;

/** A file of tests. */
public record TestFile(Path path, List<TestCase> tests) {

    public TestFile {
        tests = List.copyOf(tests);
    }
}
