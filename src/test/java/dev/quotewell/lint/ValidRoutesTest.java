package dev.quotewell.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.TestTree;
import dev.quotewell.settings.RouteProperties;
import dev.quotewell.settings.SettingsSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Camel takes, lint takes: the file holds a part of Camel's YAML DSL under each of its headings. */
class ValidRoutesTest {

    private static final SettingsSource SHIPPED = new SettingsSource(Path.of("config"), "", System.getenv(), Map.of());

    record Valid(String name, String yaml) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Valid> valid() throws IOException {
        try (InputStream in = ValidRoutesTest.class.getResourceAsStream("valid-routes.txt")) {
            assertThat(in).isNotNull();
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Pattern.compile("^### ", Pattern.MULTILINE)
                    .splitAsStream(text)
                    .filter(part -> !part.isBlank())
                    .map(part ->
                            new Valid(part.substring(0, part.indexOf('\n')), part.substring(part.indexOf('\n') + 1)))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("valid")
    void camel_builds_it(Valid valid) throws Exception {
        Properties properties = new Properties();
        properties.putAll(RouteProperties.of(SHIPPED.read()));
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.disableJMX();
            camel.setAutoStartup(false);
            camel.getPropertiesComponent().setInitialProperties(properties);
            camel.build();

            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("valid.yaml", valid.yaml()));
            camel.start();

            assertThat(camel.isStarted()).isTrue();
        }
    }

    @Test
    void lint_finds_no_fault_in_any(@TempDir Path root) throws IOException {
        TestTree.copy(Path.of("routes"), root.resolve("routes"));
        TestTree.copy(Path.of("config"), root.resolve("config"));
        for (Valid valid : valid()) {
            Files.writeString(root.resolve("routes").resolve("valid-" + valid.name() + ".camel.yaml"), valid.yaml());
        }

        Lint.Report report = Lint.check(
                new Lint.Surroundings(
                        new SettingsSource(root.resolve("config"), "", System.getenv(), Map.of()),
                        root.resolve("routes"),
                        Instant.parse("2026-11-20T15:00:00Z")),
                List.of());

        assertThat(report.faults()).isEmpty();
        assertThat(valid()).hasSizeGreaterThan(60);
    }
}
