package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code quotewell}, in a folder with a space in its name, with a Java that prints what it is given. */
class LauncherTest {

    private static final String JAVA = "#!/bin/sh\necho \"NO_COLOR=${NO_COLOR:-}\"\nprintf '%s\\n' \"$@\"\n";

    @TempDir
    private Path temporary;

    private final Map<String, String> environment = new HashMap<>();

    private Path root;
    private Path jar;

    @BeforeEach
    void build() throws IOException {
        root = Files.createDirectories(temporary.resolve("a folder"));
        Files.copy(Path.of("quotewell"), root.resolve("quotewell"));
        Files.createDirectories(root.resolve("src/main"));
        Files.createFile(root.resolve("pom.xml"));
        Files.createDirectories(root.resolve("target/lib"));
        jar = Files.createFile(root.resolve("target/quotewell-1.jar"));
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
        java("17.0.15");
        environment.put("TERM", "xterm");
    }

    private void java(String version) throws IOException {
        Path home = temporary.resolve("jdk");
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), JAVA);
        environment.put("JAVA_HOME", home.toString());
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Outcome(int code, String text) {}

    private Outcome run(Path launcher, String... words) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", launcher.toString());
        builder.command().addAll(List.of(words));
        builder.environment().remove("NO_COLOR");
        builder.environment().remove("JAVA_OPTS");
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), text);
    }

    @Test
    void it_may_be_called_by_links_from_anywhere() throws IOException, InterruptedException {
        Path near = Files.createSymbolicLink(temporary.resolve("near"), Path.of("a folder/quotewell"));
        Path far = Files.createSymbolicLink(
                Files.createDirectory(temporary.resolve("bin")).resolve("qw"), near);

        Outcome outcome = run(far, "get", "quote", "A B");

        assertThat(outcome.code()).as(outcome.text()).isZero();
        assertThat(outcome.text().lines())
                .contains(jar + ":" + root + "/target/lib/*")
                .endsWith("dev.quotewell.Main", "get", "quote", "A B");
    }

    @Test
    void a_java_that_is_too_old_or_missing_is_told() throws IOException, InterruptedException {
        java("1.8.0_392");
        Outcome old = run(root.resolve("quotewell"), "status");
        environment.put("JAVA_HOME", temporary.resolve("none").toString());
        Outcome none = run(root.resolve("quotewell"), "status");

        assertThat(old.code()).isEqualTo(1);
        assertThat(old.text()).startsWith("quotewell: ").contains("is older than Java 17");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.text()).startsWith("quotewell: there is no " + temporary.resolve("none/bin/java"));
    }

    @Test
    void that_it_cannot_be_built_is_told() throws IOException, InterruptedException {
        Files.delete(jar);
        Path bin = Files.createDirectory(temporary.resolve("bin"));
        script(bin.resolve("mvn"), "#!/bin/sh\nexit 1\n");
        environment.put("PATH", bin + ":" + System.getenv("PATH"));

        Outcome outcome = run(root.resolve("quotewell"), "status");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.text()).contains("Building Quotewell", "quotewell: it cannot be built");
    }

    @Test
    void progress_is_for_terminals_and_colours_are_for_those_that_know_them() throws IOException, InterruptedException {
        Outcome piped = run(root.resolve("quotewell"), "status");
        environment.put("TERM", "dumb");
        Outcome dumb = run(root.resolve("quotewell"), "status");

        assertThat(piped.text()).startsWith("NO_COLOR=\n").doesNotContain("quotewell.progress");
        assertThat(dumb.text()).startsWith("NO_COLOR=1\n");
    }
}
