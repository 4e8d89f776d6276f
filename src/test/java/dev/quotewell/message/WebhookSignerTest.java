package dev.quotewell.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookSignerTest {

    private static final String FIRST = "whsec_" + Base64.getEncoder().encodeToString(bytes("first".repeat(5)));
    private static final String SECOND = Base64.getEncoder().encodeToString(bytes("second".repeat(4)));
    private static final Instant NOW = Instant.parse("2026-03-02T15:00:00.900Z");
    private static final byte[] BODY = bytes("[{\"id\":\"a\",\"data\":{\"symbol\":\"PETR4.SA\"}}]");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Written once more, by the words of the specification. */
    private static String expected(String key, Map<String, String> headers, byte[] body)
            throws GeneralSecurityException {
        String text = headers.get("webhook-id") + "." + headers.get("webhook-timestamp") + "."
                + new String(body, StandardCharsets.UTF_8);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(bytes(key), "any"));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(bytes(text)));
    }

    @Test
    void signs_id_timestamp_and_body() throws GeneralSecurityException {
        Map<String, String> headers = WebhookSigner.of(List.of(FIRST)).headers(BODY, NOW);

        assertThat(headers).containsOnlyKeys("webhook-id", "webhook-timestamp", "webhook-signature");
        assertThat(headers.get("webhook-timestamp")).isEqualTo("1772463600");
        assertThat(headers.get("webhook-signature")).isEqualTo(expected("first".repeat(5), headers, BODY));
    }

    /** The vector in the test suites of the specification's own libraries. */
    @Test
    void signs_as_others_do() {
        WebhookSigner signer = WebhookSigner.of(List.of("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

        assertThat(signer.signature(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        Instant.ofEpochSecond(1614265330),
                        bytes("{\"test\": 2432232314}")))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void signs_with_each_secret_while_a_receiver_changes_over() throws GeneralSecurityException {
        Map<String, String> headers = WebhookSigner.of(List.of(FIRST, SECOND)).headers(BODY, NOW);

        assertThat(headers)
                .containsEntry(
                        "webhook-signature",
                        expected("first".repeat(5), headers, BODY) + " " + expected("second".repeat(4), headers, BODY));
    }

    @Test
    void the_same_body_has_the_same_id_at_each_attempt_and_another_body_another() {
        WebhookSigner signer = WebhookSigner.of(List.of(FIRST));
        Map<String, String> headers = signer.headers(BODY, NOW);

        Map<String, String> again = signer.headers(BODY.clone(), NOW.plusSeconds(30));
        Map<String, String> other = signer.headers(bytes("[]"), NOW);

        assertThat(headers.get("webhook-id")).matches("msg_[A-Za-z0-9_-]{22}");
        assertThat(again.get("webhook-id")).isEqualTo(headers.get("webhook-id"));
        assertThat(again.get("webhook-signature")).isNotEqualTo(headers.get("webhook-signature"));
        assertThat(other.get("webhook-id")).isNotEqualTo(headers.get("webhook-id"));
    }

    @ParameterizedTest
    @CsvSource({
        "hunter2-hunter2-hunter2-hunter2!, found a secret that is no base64",
        "whsec_aHVudGVyMg==, found a secret of 7 bytes",
        "whsec_, found a secret of 0 bytes"
    })
    void a_bad_secret_is_refused_without_being_told(String secret, String found) {
        assertThatThrownBy(() -> WebhookSigner.of(List.of(FIRST, secret)))
                .hasMessage(found + ", must be the base64 of 24 to 64 bytes, such as: openssl rand -base64 32")
                .hasNoCause()
                .message()
                .doesNotContain("hunter2")
                .doesNotContain("aHVudGVyMg");
    }

    @Test
    void no_secret_is_refused() {
        assertThatThrownBy(() -> WebhookSigner.of(List.of())).hasMessageStartingWith("found no secret, must be");
    }

    @Test
    void shows_nothing_of_its_secrets() {
        assertThat(WebhookSigner.of(List.of(SECOND))).hasToString("1 secrets");
    }
}
