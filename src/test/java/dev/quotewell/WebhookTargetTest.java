package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTargetTest {

    private static final String SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static WebhookTarget target(String url, Map<String, String> environment) {
        return WebhookTarget.of(Map.of("events.webhook.url", url), new Secrets(environment));
    }

    @Test
    void without_a_url_there_is_no_webhook_and_no_secret_needed() {
        assertThat(WebhookTarget.of(Map.of(), new Secrets(Map.of())).isEnabled())
                .isFalse();
        assertThat(target(" ", Map.of()).isEnabled()).isFalse();
    }

    @Test
    void a_url_with_a_secret_from_the_environment_or_a_file_is_on(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), SECRET + "\n");
        String url = "https://hooks.example/in?token=t-1";

        assertThat(target(url, Map.of("EVENTS_WEBHOOK_SECRET", SECRET))).isEqualTo(new WebhookTarget(url));
        assertThat(target(url, Map.of("EVENTS_WEBHOOK_SECRET_FILE", file.toString()))
                        .isEnabled())
                .isTrue();
    }

    @Test
    void a_url_without_a_secret_is_refused() {
        assertThatThrownBy(() -> target("https://hooks.example/in?token=t-1", Map.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageStartingWith("events.webhook.url is set, but EVENTS_WEBHOOK_SECRET (or the file that"
                        + " EVENTS_WEBHOOK_SECRET_FILE names) cannot sign: found no secret")
                .message()
                .doesNotContain("t-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hooks.example/in",
                "ftp://hooks.example/in",
                "https:///in?token=t-1",
                "https://me:t-1@hooks.example/in",
                "https://hooks.example/in#t-1",
                "https://hooks.example/a b?token=t-1",
                "true"
            })
    void what_cannot_be_posted_to_is_refused_without_being_told(String url) {
        assertThatThrownBy(() -> target(url, Map.of("EVENTS_WEBHOOK_SECRET", SECRET)))
                .isInstanceOf(InvalidSettingsException.class)
                .hasNoCause()
                .hasMessageStartingWith("events.webhook.url: found what is no such URL, must be http")
                .message()
                .doesNotContain("t-1");
    }
}
