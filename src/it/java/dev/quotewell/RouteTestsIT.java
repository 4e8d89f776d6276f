package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.quotewell.routetest.CaseResult;
import dev.quotewell.routetest.CaseRunner;
import dev.quotewell.routetest.TestCase;
import dev.quotewell.routetest.TestFile;
import dev.quotewell.routetest.TestFileReader;
import dev.quotewell.yaml.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./quotewell test} does: the tests beside the shipped routes and provider files. */
class RouteTestsIT {

    private static final Path ROUTES = Path.of("routes");
    private static final Path CONFIG = Path.of("config");

    private static final Map<String, String> EXEMPT = Map.of(
            "events-kafka", "needs a Kafka: KafkaIT",
            "kafka-errors", "needs a Kafka: KafkaIT",
            "kafka-request", "needs a Kafka: KafkaIT",
            "kafka-requests", "needs a Kafka: KafkaIT",
            "events-webhook", "is off without a receiver: EventSinksIT",
            "live", "is heard by subscribers only: ApplicationIT",
            "provider-call", "is the template through which every provider's test goes");

    private static RouteBench bench;

    @BeforeAll
    static void start() throws IOException {
        bench = RouteBench.of(CONFIG, ROUTES, "");
        bench.start();
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    @TestFactory
    Stream<DynamicNode> shipped_routes_and_providers_do_what_their_tests_say() throws IOException {
        CaseRunner runner = new CaseRunner(bench);
        List<DynamicNode> files = new ArrayList<>();
        for (Path path : tests(ROUTES, CONFIG)) {
            TestFile file = read(path);
            files.add(dynamicContainer(
                    path.toString(),
                    file.tests().stream()
                            .map(test -> dynamicTest(test.name(), () -> {
                                CaseResult result = runner.run(test);

                                assertThat(result.failures())
                                        .as(String.join("\n", result.seen()))
                                        .isEmpty();
                            }))));
        }
        return files.stream();
    }

    @Test
    void every_shipped_route_and_provider_file_has_a_test_or_a_reason() throws IOException {
        List<String> without = new ArrayList<>();
        for (Path folder : List.of(ROUTES, ROUTES.resolve("templates"), CONFIG.resolve("providers"))) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    String name = file.getFileName().toString().replaceAll("[.](camel|test)?[.]?yaml$", "");
                    if (!Folder.isTest(file)
                            && !Files.exists(folder.resolve(name + Folder.TEST))
                            && !EXEMPT.containsKey(name)) {
                        without.add(file.toString());
                    }
                }
            }
        }

        assertThat(without).isEmpty();
        assertThat(EXEMPT.keySet()).allMatch(name -> exists(name) && !Files.exists(ROUTES.resolve(name + Folder.TEST)));
    }

    private static boolean exists(String route) {
        return Files.exists(ROUTES.resolve(route + ".camel.yaml"))
                || Files.exists(ROUTES.resolve("templates").resolve(route + ".camel.yaml"));
    }

    @Test
    void another_ttl_another_order_and_another_mapping_are_noticed(@TempDir Path folder) throws IOException {
        Path routes = folder.resolve("routes");
        Path config = folder.resolve("config");
        TestTree.copy(ROUTES, routes);
        TestTree.copy(CONFIG, config);
        replace(routes.resolve("quote.camel.yaml"), " ttl: 15s", " ttl: 20s");
        replace(routes.resolve("quote-load.camel.yaml"), "direct:polygon-quote", "direct:quote-load-swapped");
        replace(routes.resolve("quote-load.camel.yaml"), "direct:eodhd-quote", "direct:polygon-quote");
        replace(routes.resolve("quote-load.camel.yaml"), "direct:quote-load-swapped", "direct:eodhd-quote");
        replace(config.resolve("providers/kraken.yaml"), "price: .[0]", "price: .[1]");

        List<String> failed = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        try (RouteBench changed = RouteBench.of(config, routes, "")) {
            changed.start();
            CaseRunner runner = new CaseRunner(changed);
            for (Path path : List.of(
                    routes.resolve("quote.test.yaml"),
                    routes.resolve("quote-load.test.yaml"),
                    routes.resolve("fx.test.yaml"),
                    config.resolve("providers/kraken.test.yaml"))) {
                for (TestCase test : read(path).tests()) {
                    CaseResult result = runner.run(test);
                    if (!result.passed()) {
                        failed.add(test.name());
                        failures.addAll(result.failures());
                    }
                }
            }
        }

        assertThat(failed)
                .contains(
                        "loads what is missing, keeps it for its ttl, and publishes it",
                        "asks for a share in this order",
                        "reads the last trade")
                .doesNotContain("loads a rate and keeps it for ten minutes", "reads bars");
        assertThat(failures)
                .anyMatch(failure -> failure.matches(
                        ".*quote[.]test[.]yaml:\\d+:\\d+: entries[.]quote/AAPL[.]expiresIn: expected 15s, found 20s"))
                .anyMatch(failure -> failure.matches(
                        ".*kraken[.]test[.]yaml:\\d+:\\d+: body[.]price: expected 97311[.]10000, found 0[.]01200000"));
    }

    private static void replace(Path file, String part, String by) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(part);
        Files.writeString(file, text.replace(part, by));
    }

    private static List<Path> tests(Path... folders) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(Folder::isTest).sorted().forEach(found::add);
            }
        }
        return found;
    }

    private static TestFile read(Path path) {
        TestFileReader.Read read = TestFileReader.read(path);
        assertThat(read.faults()).isEmpty();
        return read.file();
    }
}
