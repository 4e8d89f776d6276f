package dev.quotewell.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.access.KeyRing;
import dev.quotewell.access.Role;
import dev.quotewell.access.Verdict;
import dev.quotewell.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeyCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter terminal = new StringWriter();

    @TempDir
    private Path directory = Path.of("");

    private int run(String... arguments) {
        return new CommandLine(new KeyCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(terminal, true))
                .execute(arguments);
    }

    @Test
    void the_key_is_shown_and_its_line_lets_it_in() throws IOException {
        assertThat(run("orders", "--role", "read,request")).isZero();

        String key = terminal.toString().replaceAll("(?s).*once: (\\S+).*", "$1");
        assertThat(key).matches("qw_[A-Za-z0-9_-]{43}");
        assertThat(out.toString())
                .startsWith("orders: { roles: [read, request], sha256: ")
                .doesNotContain(key);
        KeyRing ring = new KeyRing(Files.writeString(directory.resolve("keys.yaml"), out.toString()));
        assertThat(ring.get().judge("Bearer " + key, null, Role.REQUEST)).isEqualTo(new Verdict.Allowed("orders"));
        assertThat(ring.get().judge("Bearer " + key, null, Role.OPERATE))
                .isEqualTo(new Verdict.Forbidden("orders", Role.OPERATE));
    }

    @Test
    void no_two_keys_are_the_same() {
        run("a", "--role", "read");
        String first = out.toString();
        run("a", "--role", "read");

        assertThat(out.toString()).isNotEqualTo(first + first);
    }

    @Test
    void a_program_gets_it_as_json() throws IOException {
        run("a", "--role", "read", "--json");

        assertThat(Json.mapper().readTree(out.toString()).path("key").asText()).startsWith("qw_");
        assertThat(terminal.toString()).isEmpty();
    }

    @Test
    void says_what_is_allowed() {
        assertThat(run("a", "--role", "admin")).isEqualTo(2);
        assertThat(run("Not A Name", "--role", "read")).isEqualTo(2);
        assertThat(run("a")).isEqualTo(2);
        assertThat(terminal.toString())
                .contains("Found the role 'admin', allowed are read, request, operate")
                .contains("allowed are up to 40 lowercase letters");
        assertThat(out.toString()).isEmpty();
    }
}
