package dev.quotewell.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.TestTree;
import dev.quotewell.settings.SettingsSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LintTest {

    private static final Instant FRIDAY = Instant.parse("2026-11-20T15:00:00Z");

    @TempDir
    private Path root;

    @Test
    void what_ships_has_no_fault() throws IOException {
        copyShipped();

        assertThat(check().faults()).isEmpty();
        assertThat(check().files()).isGreaterThan(80);
    }

    @ParameterizedTest
    @MethodSource("broken")
    void each_kind_of_mistake_is_told_with_its_line_and_what_is_allowed(Broken broken) throws IOException {
        copyShipped();
        broken.breakIn(root);

        List<Fault> faults = check().faults();

        assertThat(faults).as("faults").anySatisfy(fault -> {
            assertThat(fault.place().file())
                    .isEqualTo(root.resolve(broken.toldFor()).toString());
            assertThat(fault.message()).contains(broken.told());
            assertThat(lineOf(fault)).contains(broken.line());
        });
    }

    static List<Broken> broken() {
        return Broken.all().stream().filter(Broken::isSeenByLint).toList();
    }

    private static String lineOf(Fault fault) throws IOException {
        Path file = Path.of(fault.place().file());
        List<String> lines = Files.isDirectory(file) ? List.of() : Files.readAllLines(file);
        return lines.isEmpty() ? "" : lines.get(fault.place().line() - 1);
    }

    @Test
    void all_faults_are_told_at_once() throws IOException {
        copyShipped();
        for (Broken broken : Broken.all()) {
            if (List.of("bad cron", "unknown provider", "bad budget", "bad market")
                    .contains(broken.kind())) {
                broken.breakIn(root);
            }
        }

        assertThat(check().faults()).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void what_has_a_routes_name_and_is_no_file_is_told_and_not_passed_over() throws IOException {
        copyShipped();
        Path sink = root.resolve("routes/events-file.camel.yaml");
        Files.delete(sink);
        Files.createSymbolicLink(sink, Path.of("nowhere"));

        assertThat(check().faults()).singleElement().satisfies(fault -> {
            assertThat(fault.place().file()).isEqualTo(sink.toString());
            assertThat(fault.message()).startsWith("found what is no file");
        });
    }

    @Test
    void what_editors_leave_behind_is_passed_over() throws IOException {
        copyShipped();
        for (String file : List.of("config/providers/coinbase.yaml~", "config/markets/README.md", "routes/quote.bak")) {
            Files.writeString(root.resolve(file), "x");
        }

        assertThat(check().faults()).isEmpty();
    }

    @Test
    void a_path_that_is_not_there_is_wrong_use() throws IOException {
        copyShipped();

        assertThatThrownBy(() -> Lint.check(surroundings(), List.of(root.resolve("nowhere"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere, allowed is an existing file or folder");
    }

    private void copyShipped() throws IOException {
        TestTree.copy(Path.of("routes"), root.resolve("routes"));
        TestTree.copy(Path.of("config"), root.resolve("config"));
    }

    private Lint.Report check() {
        return Lint.check(surroundings(), List.of());
    }

    private Lint.Surroundings surroundings() {
        return new Lint.Surroundings(
                new SettingsSource(root.resolve("config"), "", Map.of(), Map.of()), root.resolve("routes"), FRIDAY);
    }
}
