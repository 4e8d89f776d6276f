package dev.quotewell.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Sun, 06 Nov 1994 08:49:37 GMT    | 1994-11-06T08:49:37Z
            Sunday, 06-Nov-94 08:49:37 GMT   | 1994-11-06T08:49:37Z
            Sun Nov  6 08:49:37 1994         | 1994-11-06T08:49:37Z
            Tue Sep 15 20:00:00 2026         | 2026-09-15T20:00:00Z
            SUN, 6 NOV 1994 08:49:37 gmt     | 1994-11-06T08:49:37Z
            Tuesday, 08-Sep-26 20:00:00 GMT  | 2026-09-08T20:00:00Z
            Tuesday, 08-Sep-76 20:00:00 GMT  | 2076-09-08T20:00:00Z
            Wednesday, 07-Sep-77 20:00:00 GMT | 1977-09-07T20:00:00Z
            """)
    void reads_the_three_forms(String text, Instant expected) {
        assertThat(HttpDate.parse(text, Samples.NOW)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 EST",
                "Sun, 06 Nov 1994 08:49:37 +0000",
                "Sun, 31 Feb 1994 08:49:37 GMT",
                "1994-11-06T08:49:37Z"
            })
    void reads_nothing_else(String text) {
        assertThat(HttpDate.parse(text, Samples.NOW)).isEmpty();
    }
}
