package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExposureTest {

    @TempDir
    private Path config = Path.of("");

    private void check(Map<String, String> settings, Map<String, String> environment) throws IOException {
        Files.writeString(config.resolve("application.properties"), "");
        Exposure.check(Settings.read(config, "", environment, settings), environment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "127.1", "localhost", "::1", "[::1]", "::ffff:127.0.0.1"})
    void this_machine_needs_no_key(String host) {
        assertThatCode(() -> check(Map.of("quotewell.api.host", host), Map.of()))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "::",
                "192.0.2.1",
                "0",
                "[::]",
                "::ffff:0.0.0.0",
                "0:0:0:0:0:0:0:0",
                "no-such-host.invalid",
                "*"
            })
    void nobody_else_gets_in_unasked(String host) {
        assertThatThrownBy(() -> check(Map.of("quotewell.api.host", host), Map.of()))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("quotewell.api.host is " + host)
                .hasMessageContaining("quotewell.api.management-host is " + host)
                .hasMessageContaining("set quotewell.api.keys-file")
                .hasMessageContaining("quotewell.api.allow-anonymous=true");
    }

    @Test
    void health_and_metrics_are_no_exception() {
        assertThatThrownBy(() -> check(Map.of("quotewell.api.management-host", "0.0.0.0"), Map.of()))
                .hasMessageContaining("quotewell.api.management-host is 0.0.0.0")
                .hasMessageNotContaining("quotewell.api.host is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "TRUE", "true,", "false true"})
    void only_the_exact_word_lets_others_in(String word) {
        assertThatThrownBy(() ->
                        check(Map.of("quotewell.api.host", "0.0.0.0", "quotewell.api.allow-anonymous", word), Map.of()))
                .hasMessageContaining("quotewell.api.allow-anonymous is '" + word + "', must be true or false");
    }

    @Test
    void the_environment_exposes_no_more_than_a_file() {
        assertThatThrownBy(() -> check(Map.of(), Map.of("QUOTEWELL_API_HOST", "0.0.0.0")))
                .hasMessageContaining("quotewell.api.host is 0.0.0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"quotewell.api.host", "quotewell.api.management-host"})
    void a_host_is_not_nothing(String key) {
        assertThatThrownBy(() -> check(Map.of(key, ""), Map.of()))
                .hasMessageContaining(key + " is '', must be an address of this machine, or its name");
    }

    @Test
    void what_is_bound_is_the_very_address_that_was_looked_at() {
        assertThat(Exposure.address("quotewell.api.host", "127.1")).isEqualTo("127.0.0.1");
        assertThat(Exposure.address("quotewell.api.host", "[::1]")).isEqualTo("0:0:0:0:0:0:0:1");
        assertThatThrownBy(() -> Exposure.address("quotewell.api.host", "no-such-host.invalid"))
                .isInstanceOf(CannotStartException.class)
                .hasMessage("quotewell.api.host is no-such-host.invalid, must be an address of this machine, or its"
                        + " name");
    }

    @Test
    void Javas_own_properties_open_no_other_server_either() {
        System.setProperty("camel.server.enabled", "true");
        try {
            assertThatThrownBy(() -> check(Map.of(), Map.of())).hasMessageContaining("camel.server.enabled is set: ");
        } finally {
            System.clearProperty("camel.server.enabled");
        }
    }

    @Test
    void keys_or_the_operators_own_words_let_others_in() throws IOException {
        Path keys = Files.writeString(config.resolve("keys.yaml"), "");

        assertThatCode(() -> check(
                        Map.of("quotewell.api.host", "0.0.0.0", "quotewell.api.keys-file", keys.toString()), Map.of()))
                .doesNotThrowAnyException();
        assertThatCode(() -> check(
                        Map.of("quotewell.api.host", "0.0.0.0", "quotewell.api.allow-anonymous", "true"), Map.of()))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "camel.management.dev-console-enabled",
                "camel.management.uploadEnabled",
                "camel.server.enabled",
                "camel.component.http.follow-redirects",
                "camel.component.http.followRedirects"
            })
    void no_other_server_no_console_no_upload_and_no_redirect_can_be_set(String key) {
        assertThatThrownBy(() -> check(Map.of(key, "true"), Map.of())).hasMessageContaining(key + " is set: ");
        String variable = key.toUpperCase(java.util.Locale.ROOT).replaceAll("[.-]", "_");
        assertThatThrownBy(() -> check(Map.of(), Map.of(variable, "true")))
                .hasMessageContaining(variable + " is set: ");
    }
}
