package dev.quotewell;

import dev.quotewell.cli.Colour;
import dev.quotewell.cli.FileOptions;
import dev.quotewell.redis.EmbeddedRedisException;
import dev.quotewell.redis.RedisUnreachableException;
import dev.quotewell.routetest.CaseRunner;
import dev.quotewell.routetest.FileResult;
import dev.quotewell.routetest.JUnitReport;
import dev.quotewell.routetest.Report;
import dev.quotewell.routetest.TestFile;
import dev.quotewell.routetest.TestFileReader;
import dev.quotewell.settings.InvalidSettingsException;
import dev.quotewell.yaml.ConfigurationFaultsException;
import dev.quotewell.yaml.Folder;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "test",
        description = "Plays the tests of routes and provider files, written in YAML beside them.",
        footer = {
            "",
            "Needs nothing that runs: it starts the application with these routes and this",
            "configuration, a Redis of its own, and providers that say what the tests tell.",
            "",
            "Examples:",
            "  quotewell test                              all tests of routes/ and config/",
            "  quotewell test routes/quote.test.yaml       those of one file",
            "  quotewell test config/providers --all       those of a folder, each test told",
            "  quotewell test --junit target/routes.xml    for a build server",
            "",
            "Exit codes: 0 all passed, 1 one failed or a test file has faults, 2 wrong use"
        })
final class TestCommand implements Callable<Integer> {

    private static final int DONE = 0;
    private static final int FAULTS = 1;

    private static final Pattern RESULT = Pattern.compile("( *)(ok|FAIL)( .*)");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..*",
            paramLabel = "PATH",
            description = "Files *.test.yaml, or folders of them. Default: the folders of routes and configuration")
    private List<Path> paths = List.of();

    @Mixin
    private FileOptions where = new FileOptions();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Reads application-NAME.properties too, such as prod. Redis, ports, providers and sinks that"
                    + " need a server stay those of the test.")
    private String profile = "";

    @Option(names = "--junit", paramLabel = "FILE", description = "Writes the results there, as JUnit XML.")
    private @Nullable Path junit;

    @Option(names = "--all", description = "Tells each test, also those that passed.")
    private boolean all;

    @Option(names = "--json", description = "Prints the results as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        try {
            List<TestFile> tests = new ArrayList<>();
            List<String> faults = new ArrayList<>();
            for (Path file : files()) {
                TestFileReader.Read read = TestFileReader.read(file);
                tests.add(read.file());
                faults.addAll(read.faults());
            }
            if (tests.isEmpty()) {
                faults.add("There is no *.test.yaml in " + paths());
            }
            if (!faults.isEmpty()) {
                faults.forEach(System.err::println);
                return FAULTS;
            }
            return play(tests);
        } catch (InvalidSettingsException
                | ConfigurationFaultsException
                | EmbeddedRedisException
                | RedisUnreachableException
                | CannotStartException e) {
            System.err.println("quotewell cannot start: " + e.getMessage());
        } catch (IOException e) {
            // Its message is the path alone.
            System.err.println("quotewell cannot read or write: " + e);
        } catch (UncheckedIOException e) {
            System.err.println("quotewell cannot read or write: " + e.getCause());
        }
        return FAULTS;
    }

    private int play(List<TestFile> tests) throws IOException {
        PrintStream out = System.out;
        long began = System.nanoTime();
        // Failing providers are what tests are about.
        Runnable loud = Main.quieten();
        try (RouteBench bench = RouteBench.of(where.config(), where.routes(), profile)) {
            // Its Redis would outlive a Ctrl-C.
            Runtime.getRuntime().addShutdownHook(new Thread(bench::close, "quotewell-test-end"));
            bench.start();
            List<String> faults = faults(bench, tests);
            if (!faults.isEmpty()) {
                faults.forEach(System.err::println);
                return FAULTS;
            }
            List<FileResult> results = play(bench, tests, out);
            if (junit != null) {
                JUnitReport.write(junit, results);
            }
            out.println(
                    json
                            ? Report.json(results).toString()
                            : Report.summary(results, Duration.ofNanos(System.nanoTime() - began)));
            out.flush();
            return results.stream().allMatch(file -> file.failed() == 0) ? DONE : FAULTS;
        } finally {
            loud.run();
        }
    }

    /** Names that the configuration does not know. */
    private static List<String> faults(RouteBench bench, List<TestFile> tests) {
        return tests.stream()
                .flatMap(file -> file.tests().stream())
                .flatMap(test -> bench.faults(test).stream())
                .distinct()
                .toList();
    }

    private List<FileResult> play(RouteBench bench, List<TestFile> tests, PrintStream out) {
        CaseRunner runner = new CaseRunner(bench);
        warmUp(runner, tests);
        List<FileResult> results = new ArrayList<>();
        for (TestFile file : tests) {
            FileResult result = new FileResult(
                    file.path(), file.tests().stream().map(runner::run).toList());
            results.add(result);
            if (!json) {
                Report.lines(result, all).forEach(line -> out.println(coloured(line)));
                out.flush();
            }
        }
        return results;
    }

    /**
     * The first calls of a fresh process take long, and time-outs are real: what they would let fail is played once before
     * it counts.
     */
    private static void warmUp(CaseRunner runner, List<TestFile> tests) {
        tests.stream()
                .flatMap(file -> file.tests().stream())
                .filter(test -> !test.providers().isEmpty())
                .findFirst()
                .ifPresent(runner::run);
    }

    private List<Path> paths() {
        return paths.isEmpty() ? List.of(where.routes(), where.config()) : paths;
    }

    private Set<Path> files() throws IOException {
        Set<Path> files = new TreeSet<>();
        for (Path path : paths()) {
            files.addAll(files(path));
        }
        return files;
    }

    private List<Path> files(Path path) throws IOException {
        if (Files.isRegularFile(path) && Folder.isTest(path)) {
            return List.of(path);
        }
        if (!Files.isDirectory(path)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    path + (Files.exists(path) ? " is no test" : " is not there") + ", must be a file named *"
                            + Folder.TEST + ", or a folder");
        }
        try (Stream<Path> found = Files.walk(path)) {
            return found.filter(file -> Folder.isTest(Objects.requireNonNull(file)) && Files.isRegularFile(file))
                    .toList();
        }
    }

    private static String coloured(String line) {
        Matcher result = RESULT.matcher(line);
        return result.matches()
                ? result.group(1)
                        + (result.group(2).equals("ok") ? Colour.GREEN : Colour.RED).on(result.group(2))
                        + result.group(3)
                : line;
    }
}
