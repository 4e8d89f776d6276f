package dev.quotewell.routefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceholdersTest {

    private static final Placeholders PLACEHOLDERS = new Placeholders(
            Map.of("ttl", "15s", "long", "{{ttl}}", "one", "{{two}}", "two", "{{one}}", "on", "true"),
            Map.of("TOKEN", "from the environment"));

    @ParameterizedTest
    @CsvSource(textBlock = """
            a {{ttl}} and {{long}},  a 15s and 15s
            {{!on}},                 false
            {{!ttl}},                true
            {{ttl:1m}},              15s
            {{other:1m}},            1m
            {{other:}},              ''
            {{?ttl}},                15s
            {{long}},                15s
            {{other:{{ttl}}}},       15s
            {{env:TOKEN}},           from the environment
            {{TOKEN}},               from the environment
            {{env:OTHER:x}},         x
            """)
    void what_is_known_is_filled_in(String text, String filled) {
        assertThat(PLACEHOLDERS.fill(text)).isEqualTo(filled);
        assertThat(PLACEHOLDERS.unknown(text.replaceAll("\\{\\{other:\\{\\{.*", "")))
                .isEmpty();
    }

    @Test
    void what_is_unknown_stays_and_is_told_with_its_place() {
        assertThat(PLACEHOLDERS.fill("{{ttl}} {{other}}")).isEqualTo("15s {{other}}");
        assertThat(PLACEHOLDERS.unknown("{{ttl}} {{other}}")).containsExactly(new Placeholders.Unknown("other", 8));
        assertThat(PLACEHOLDERS.unknown("{{env:OTHER}}")).hasSize(1);
    }

    @Test
    void blanks_are_a_part_of_a_name_as_they_are_to_camel() {
        assertThat(PLACEHOLDERS.unknown("{{ ttl }}")).containsExactly(new Placeholders.Unknown(" ttl ", 0));
    }

    @Test
    void an_optional_one_may_be_unknown() {
        assertThat(PLACEHOLDERS.fill("{{?other}}")).isEqualTo("{{?other}}");
        assertThat(PLACEHOLDERS.unknown("{{?other}}")).isEmpty();
    }

    @Test
    void a_circle_comes_to_an_end() {
        assertThat(PLACEHOLDERS.fill("{{one}}")).matches("\\{\\{(one|two)}}");
    }
}
