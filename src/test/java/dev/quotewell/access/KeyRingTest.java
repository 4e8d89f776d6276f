package dev.quotewell.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.quotewell.yaml.ConfigurationFaultsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class KeyRingTest {

    @TempDir
    private Path directory = Path.of("");

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("keys.yaml"), text);
    }

    private static String line(String name, String key, String roles) {
        return name + ": { roles: [" + roles + "], sha256: " + KeyHash.of(key).hex() + " }\n";
    }

    private static boolean isIn(KeyRing ring, String key) {
        return ring.get().judge(null, key, null) instanceof Verdict.Allowed;
    }

    @Test
    void a_key_that_was_added_or_taken_away_holds_without_a_restart() throws IOException {
        Path file = file(line("one", "qw_1", "read"));
        KeyRing ring = new KeyRing(file);
        assertThat(isIn(ring, "qw_1")).isTrue();
        assertThat(isIn(ring, "qw_2")).isFalse();

        file(line("two", "qw_2", "read, operate"));
        ring.look();

        assertThat(isIn(ring, "qw_1")).isFalse();
        assertThat(isIn(ring, "qw_2")).isTrue();
    }

    @Test
    void a_file_that_became_wrong_or_went_away_changes_nothing() throws IOException {
        Path file = file(line("one", "qw_1", "read"));
        KeyRing ring = new KeyRing(file);

        file("one: [");
        ring.look();
        assertThat(isIn(ring, "qw_1")).isTrue();

        Files.delete(file);
        ring.look();
        assertThat(isIn(ring, "qw_1")).isTrue();

        file("");
        ring.look();
        assertThat(isIn(ring, "qw_1")).isTrue();
    }

    @Test
    void all_faults_are_told_at_once_with_their_lines() throws IOException {
        String hash = KeyHash.of("qw_1").hex();
        Path file = file("One: { roles: [read], sha256: " + hash + " }\n"
                + "two: { roles: [admin], sha256: " + hash + " }\n"
                + "three: { sha256: " + hash + " }\n"
                + "four: { roles: [read], sha256: qw_the_key_itself }\n"
                + "five: { roles: [read], sha256: " + hash + ", expires: never }\n");

        assertThatThrownBy(() -> new KeyRing(file))
                .isInstanceOf(ConfigurationFaultsException.class)
                .hasMessageContaining("keys.yaml:1: found the name One")
                .hasMessageContaining("keys.yaml:2: found admin in two.roles, allowed are read, request, operate")
                .hasMessageContaining("keys.yaml:3: found no roles in three")
                .hasMessageContaining("keys.yaml:4: found what is no hash in four.sha256")
                .hasMessageContaining("keys.yaml:5:")
                .hasMessageContaining("expires")
                .hasMessageNotContaining("qw_the_key_itself");
    }

    @Test
    void a_key_that_stands_where_its_hash_or_its_name_belongs_is_not_repeated() throws IOException {
        Path file = file("qw_secret-1: { roles: [qw_secret-2], sha256: qw_secret-3, qw_secret-4: 5 }\n");

        assertThatThrownBy(() -> new KeyRing(file))
                .hasMessageContaining("found qw_… in qw_….roles, allowed are read, request, operate")
                .hasMessageNotContaining("secret");
    }

    @Test
    void a_file_that_cannot_be_one_of_keys_is_not_read_through() throws IOException {
        Path file = file("x".repeat(3 * 1024 * 1024 + 1));

        assertThatThrownBy(() -> new KeyRing(file))
                .hasMessageContaining("keys.yaml:1: found 3145729 bytes, allowed are 3145728");
    }

    @Test
    void a_file_that_went_away_is_told_once() throws IOException {
        Path file = file(line("one", "qw_1", "read"));
        KeyRing ring = new KeyRing(file);
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        Logger log = (Logger) LoggerFactory.getLogger(KeyRing.class);
        log.addAppender(told);

        Files.delete(file);
        ring.look();
        assertThat(told.list).as("it may just be being replaced").isEmpty();
        ring.look();
        ring.look();
        log.detachAppender(told);

        assertThat(told.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "The keys of the API stay as they were: " + file + " cannot be read, must be a file in UTF-8");
    }

    @Test
    void one_key_has_one_name() throws IOException {
        Path file = file(line("one", "qw_1", "read") + line("two", "qw_1", "operate"));

        assertThatThrownBy(() -> new KeyRing(file))
                .hasMessageContaining("keys.yaml:2: found the key of one again, allowed is one name for each");
    }
}
