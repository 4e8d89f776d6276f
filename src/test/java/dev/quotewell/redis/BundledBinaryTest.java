package dev.quotewell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundledBinaryTest {

    private static final BundledBinary BINARY = new BundledBinary("redis-server-7.0.15-linux-arm64");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, redis-server-7.0.15-linux-amd64",
        "Linux, aarch64, redis-server-7.0.15-linux-arm64",
        "Linux, i386, redis-server-7.0.15-linux-386",
        "Mac OS X, x86_64, redis-server-7.0.15-darwin-amd64",
        "Mac OS X, aarch64, redis-server-7.0.15-darwin-arm64",
    })
    void is_there_for_usual_laptops(String osName, String osArch, String resource) {
        assertThat(BundledBinary.find(osName, osArch)).contains(new BundledBinary(resource));
    }

    @ParameterizedTest
    @CsvSource({"Windows 11, amd64", "Linux, s390x", "Mac OS X, i386", "SunOS, sparcv9"})
    void is_missing_for_others(String osName, String osArch) {
        assertThat(BundledBinary.find(osName, osArch)).isEmpty();
    }

    @Test
    void may_be_run_by_its_owner_only() throws IOException {
        Path file = BINARY.extractTo(directory);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rwx------");
    }

    @Test
    void is_extracted_once() throws IOException {
        Path file = BINARY.extractTo(directory);
        FileTime earlier = FileTime.from(Instant.parse("2025-01-01T00:00:00Z"));
        Files.setLastModifiedTime(file, earlier);

        Path again = BINARY.extractTo(directory);

        assertThat(again).isEqualTo(file);
        assertThat(Files.getLastModifiedTime(again)).isEqualTo(earlier);
    }

    @Test
    void is_extracted_again_when_broken() throws IOException {
        Path file = BINARY.extractTo(directory);
        byte[] content = Files.readAllBytes(file);
        Files.write(file, new byte[content.length]);

        BINARY.extractTo(directory);

        assertThat(file).hasBinaryContent(content);
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
    }
}
