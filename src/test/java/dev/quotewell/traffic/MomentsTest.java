package dev.quotewell.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-04T17:00:01Z",
                "2026-03-04T17:00:01.004Z",
                "2024-02-29T23:59:59.999Z",
                "1969-12-31T23:59:59.5Z",
                "2026-03-04T17:00:01.123456789Z",
                "2026-03-04T17:00:01+00:00"
            })
    void are_read_as_the_jdk_reads_them(String text) {
        assertThat(Moments.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026-02-30T17:00:01Z",
                "2026-03-04T25:00:01Z",
                "2026-03-04 17:00:01Z",
                "2026-03-04T17:0x:01Z",
                "2026x03-04T17:00:01Z",
                "2026-03-04T17:00:01.-04Z"
            })
    void what_is_none_is_refused(String text) {
        assertThatThrownBy(() -> Moments.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
