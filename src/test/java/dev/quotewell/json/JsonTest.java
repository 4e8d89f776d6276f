package dev.quotewell.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @ParameterizedTest
    @ValueSource(strings = {"1.10", "0.00000001", "12345678901234567890.123456789", "-0.50", "100", "9007199254740993"})
    void keeps_every_digit(String digits) throws Exception {
        String json = "{\"price\":" + digits + "}";

        assertThat(Json.mapper().writeValueAsString(Json.mapper().readTree(json)))
                .isEqualTo(json);
    }

    @Test
    void never_writes_an_exponent() throws Exception {
        assertThat(Json.mapper().writeValueAsString(Json.mapper().readTree("1.9e-7")))
                .isEqualTo("0.00000019");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":2}", "{} {}", "NaN"})
    void refuses_what_could_mean_two_things(String json) {
        assertThatThrownBy(() -> Json.mapper().readTree(json)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void refuses_a_body_nested_deeper_than_any_reply() {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);

        assertThatThrownBy(() -> Json.mapper().readTree(deep)).isInstanceOf(JsonProcessingException.class);
    }
}
