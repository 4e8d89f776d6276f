package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import dev.quotewell.redis.EmbeddedRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BackupCommandIT {

    @TempDir
    private Path temporary;

    private Path config;
    private Path data;

    @BeforeEach
    void configure() throws IOException {
        config = Files.createDirectories(temporary.resolve("config"));
        data = temporary.resolve("data");
        Files.writeString(config.resolve("application.properties"), "quotewell.data = " + data);
        Files.writeString(
                config.resolve("application-prod.properties"), "quotewell.redis.uri = redis://me:hush@127.0.0.1:1");
    }

    private record Outcome(int code, String out, String err) {
        JsonNode json() {
            try {
                return Json.mapper().readTree(out);
            } catch (IOException e) {
                throw new UncheckedIOException(out, e);
            }
        }
    }

    private Outcome run(Object command, String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(Stream.concat(Stream.of(words), Stream.of("--config", config.toString()))
                        .toArray(String[]::new));
        return new Outcome(code, out.toString(), err.toString());
    }

    private EmbeddedRedis start() {
        return EmbeddedRedis.start(data.resolve("redis"));
    }

    private static String ask(EmbeddedRedis redis, String key, String value) {
        RedisClient client = RedisClient.create(RedisURI.create(redis.uri()));
        try {
            String before = client.connect().sync().get(key);
            client.connect().sync().set(key, value);
            return String.valueOf(before);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    @Test
    void what_was_backed_up_while_it_ran_is_restored_once_it_is_stopped() {
        Outcome backup;
        Outcome refused;
        try (EmbeddedRedis redis = start()) {
            ask(redis, "qw:a", "before");
            backup = run(new BackupCommand());
            ask(redis, "qw:a", "after");
            refused = run(new RestoreCommand(), file(backup));
        }

        Outcome restored = run(new RestoreCommand(), file(backup));

        assertThat(backup.code()).as(backup.err()).isZero();
        assertThat(backup.out())
                .containsPattern("Backed up 1 key to .*/data/backups/quotewell-\\d{8}T\\d{6}Z\\.zip \\(\\d");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("stop it, then restore");
        assertThat(restored.code()).as(restored.err()).isZero();
        assertThat(restored.out()).contains("Restored 1 key as of 2").contains("The data before is in ");
        try (EmbeddedRedis redis = start()) {
            assertThat(ask(redis, "qw:a", "x")).isEqualTo("before");
        }
    }

    private static String file(Outcome backup) {
        return backup.out().replaceFirst("(?s)^.* to (\\S+) \\(.*$", "$1");
    }

    @Test
    void a_folder_and_json_will_do_too() throws IOException {
        Path folder = Files.createDirectories(temporary.resolve("elsewhere"));
        try (EmbeddedRedis redis = start()) {
            ask(redis, "qw:a", "b");
        }

        JsonNode backup =
                run(new BackupCommand(), "--json", "--to", folder.toString()).json();
        JsonNode restored = run(
                        new RestoreCommand(), "--json", backup.path("file").asText())
                .json();

        assertThat(Path.of(backup.path("file").asText())).hasParent(folder).isRegularFile();
        assertThat(backup.path("keys").asInt()).isEqualTo(1);
        assertThat(backup.path("bytes").asLong())
                .isEqualTo(Files.size(Path.of(backup.path("file").asText())));
        assertThat(restored.path("keys").asInt()).isEqualTo(1);
        assertThat(restored.path("takenAt").asText())
                .isEqualTo(backup.path("takenAt").asText());
        assertThat(Instant.parse(restored.path("takenAt").asText())).isBeforeOrEqualTo(Instant.now());
        assertThat(Path.of(restored.path("keptAside").asText())).isDirectory();
    }

    @Test
    void a_Redis_of_yours_is_left_alone_and_its_password_untold() {
        Outcome backup = run(new BackupCommand(), "--profile", "prod");

        assertThat(backup.code()).isEqualTo(1);
        assertThat(backup.err())
                .contains("is for the embedded one", "docs/redis.md")
                .doesNotContain("hush");
    }

    @Test
    void faults_end_with_1_and_wrong_use_with_2() {
        assertThat(run(new BackupCommand()).err()).contains("nothing to back up");
        assertThat(run(new BackupCommand()).code()).isEqualTo(1);
        assertThat(run(new RestoreCommand(), "nosuch.zip").code()).isEqualTo(1);
        assertThat(run(new RestoreCommand(), "nosuch.zip").err()).contains("nosuch.zip: there is no such file");
        assertThat(run(new RestoreCommand(), temporary.toString()).err()).contains("is a folder: name the file in it");
        assertThat(run(new RestoreCommand()).code()).isEqualTo(2);
        assertThat(run(new BackupCommand(), "--too").code()).isEqualTo(2);
    }
}
