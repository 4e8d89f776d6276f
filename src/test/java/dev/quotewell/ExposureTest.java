package dev.quotewell;

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
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "localhost", "::1"})
    void this_machine_needs_no_key(String host) {
        assertThatCode(() -> check(Map.of("quotewell.api.host", host), Map.of()))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
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
