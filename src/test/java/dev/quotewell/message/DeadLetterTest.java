package dev.quotewell.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static DeadLetter letter(byte[] body, long bodyBytes) {
        Map<String, byte[]> fields =
                new HashMap<>(Map.of("body", body, "reason", utf8("Why"), "traceparent", utf8("00")));
        fields.put("stack", utf8("at"));
        fields.put("history", utf8("[]"));
        fields.put("stream", utf8("qw:requests"));
        fields.put("entry", utf8("1-1"));
        fields.put("deliveries", utf8("5"));
        return new DeadLetter(new KeptEntry("1767225600000-0", fields, bodyBytes));
    }

    @Test
    void goes_back_as_the_message_it_was_and_leaves_in_the_same_step() {
        DeadLetter letter = letter(utf8("{}"), 2);

        assertThat(letter.original()).containsOnlyKeys("body", "traceparent");
        assertThat(letter.replay(new StreamNames("qw:")).steps())
                .contains(new Commit.Step.Take("qw:dlq", "1767225600000-0"))
                .anyMatch(step -> step instanceof Commit.Step.Append append
                        && append.key().equals("qw:requests"));
    }

    @Test
    void an_excerpt_ends_between_characters() {
        byte[] euros = utf8("€€€");

        assertThat(letter(euros, 9).excerpt(2)).contains("€€");
        assertThat(letter(java.util.Arrays.copyOf(euros, 8), 9).excerpt(9)).contains("€€");
        assertThat(letter(utf8("a\uD83D\uDE00"), 5).excerpt(2)).contains("a");
    }

    @Test
    void what_is_no_text_has_no_excerpt() {
        assertThat(letter(new byte[] {1, (byte) 0xFF, 2}, 3).excerpt(200)).isEmpty();
        assertThat(letter(java.util.Arrays.copyOf(utf8("€€€"), 8), 8).excerpt(200))
                .isEmpty();
    }
}
