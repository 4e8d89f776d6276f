package dev.quotewell.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.doctor.Finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretFilesTest {

    @ParameterizedTest
    @CsvSource({
        "rw-------, keys.yaml,          OK",
        "r--r-----, keys.yaml,          OK",
        "rw-r--r--, keys.yaml,          WARNING",
        "rw-rw----, keys.yaml,          FAULT",
        "rw-r--rw-, keys.yaml,          FAULT",
        "r--r--r--, /run/secrets/keys,  OK",
        "rw-rw-rw-, /run/secrets/keys,  FAULT"
    })
    void who_else_may_read_or_change_it_decides(String permissions, Path file, Level level) {
        Finding finding =
                SecretFiles.judge("FMP_API_KEY_FILE", file, PosixFilePermissions.fromString(permissions), true);

        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.found()).startsWith("FMP_API_KEY_FILE names " + file);
        assertThat(finding.advice()).isEqualTo(level == Level.OK ? "" : "chmod 600 " + file);
    }

    @ParameterizedTest
    @CsvSource({"rw-r--r--, OK", "rw-rw-r--, FAULT", "rw-r--rw-, FAULT"})
    void a_file_of_hashes_may_be_read_and_not_changed(String permissions, Level level) {
        Finding finding = SecretFiles.judge(
                "quotewell.api.keys-file", Path.of("keys.yaml"), PosixFilePermissions.fromString(permissions), false);

        assertThat(finding.level()).isEqualTo(level);
    }

    @Test
    void a_real_file_is_looked_at_and_a_missing_one_told(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));

        assertThat(levels(file)).containsExactly(Level.FAULT);
        assertThat(levels(folder.resolve("none"))).containsExactly(Level.FAULT);
    }

    @Test
    void what_a_closed_folder_holds_nobody_else_reads(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                Files.createDirectories(folder.resolve("secrets/keys")).resolve("key"), "secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(folder.resolve("secrets"), PosixFilePermissions.fromString("rwx------"));

        assertThat(levels(file)).containsExactly(Level.OK);
    }

    private static List<Level> levels(Path file) {
        return SecretFiles.look(Map.of("A_KEY_FILE", file)).stream()
                .map(Finding::level)
                .toList();
    }
}
