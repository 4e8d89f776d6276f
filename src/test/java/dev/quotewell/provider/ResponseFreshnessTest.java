package dev.quotewell.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseFreshnessTest {

    private static final String HOUR_AGO = "Tue, 08 Sep 2026 19:30:00 GMT";
    private static final String IN_AN_HOUR = "Tue, 08 Sep 2026 21:30:00 GMT";

    private static Optional<Duration> freshness(Map<String, String> headers) {
        return ResponseFreshness.of(Samples.response(200, headers, "{}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            # nothing is said, or nothing that counts
            ``                                          | -
            public                                      | -
            must-revalidate, stale-while-revalidate=60  | -
            ,,=, ;                                      | -
            # lifetimes, in any spelling
            max-age=60                                  | PT1M
            public,max-age=60,stale-if-error=86400      | PT1M
            MAX-AGE="60"                                | PT1M
            max-age=60, s-maxage=10                     | PT10S
            s-maxage=600, max-age=10                    | PT10M
            s-maxage=0, max-age=60                      | PT0S
            max-age=0                                   | PT0S
            max-age=0060                                | PT1M
            max-age=60, max-age=10                      | PT1M
            ext="a, max-age=5", max-age=60              | PT1M
            x-max-age=5, max-age=60                     | PT1M
            # what is no number says nothing
            max-age=-1                                  | -
            max-age=1.5                                 | -
            max-age=soon                                | -
            max-age                                     | -
            max-age=                                    | -
            max-age=\u0661                              | -
            s-maxage=soon, max-age=60                   | PT1M
            # what is too large is capped
            max-age=31622400                            | PT8784H
            max-age=31622401                            | PT8784H
            max-age=99999999999                         | PT8784H
            max-age=99999999999999999999999999          | PT8784H
            # not to be kept, or for no time
            no-store                                    | PT0S
            No-Store, max-age=60                        | PT0S
            no-store="x", max-age=60                    | PT0S
            private, max-age=60                         | PT0S
            s-maxage=60, private                        | PT0S
            no-cache, max-age=60                        | PT0S
            max-age=0, no-cache                         | PT0S
            # of some header fields only
            private="X-User", max-age=60                | PT1M
            no-cache="Set-Cookie, X-User", max-age=60   | PT1M
            no-cache=Set-Cookie                         | -
            # as recorded of Yahoo, CoinGecko, FRED and Frankfurter's source
            public, max-age=1, stale-while-revalidate=9 | PT1S
            public, max-age=30                          | PT30S
            max-age=0, no-cache                         | PT0S
            public, max-age=86400                       | PT24H
            """)
    void follows_cache_control(String cacheControl, Duration expected) {
        assertThat(freshness(Map.of("Cache-Control", cacheControl))).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            0                | PT1M
            20               | PT40S
            60               | PT0S
            572              | PT0S
            99999999999999   | PT0S
            20, 50           | PT40S
            -5               | PT1M
            soon             | PT1M
            """)
    void counts_the_age_that_a_reply_came_with(String age, Duration expected) {
        assertThat(freshness(Map.of("Cache-Control", "max-age=60", "Age", age))).contains(expected);
    }

    @Test
    void an_age_alone_says_nothing() {
        assertThat(freshness(Map.of("Age", "7"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # Expires                       | Date                           | Age | fresh for
            Tue, 08 Sep 2026 21:00:00 GMT   | Tue, 08 Sep 2026 20:00:00 GMT  | -   | PT1H
            Tue, 08 Sep 2026 21:00:00 GMT   | Tue, 08 Sep 2026 20:00:00 GMT  | 600 | PT50M
            tue, 8 sep 2026 21:00:00 gmt    | Tuesday, 08-Sep-26 20:00:00 GMT | -  | PT1H
            Tue Sep  8 21:00:00 2026        | Tue Sep  8 20:00:00 2026       | -   | PT1H
            # without a Date, the moment of receipt: 20:30
            Tue, 08 Sep 2026 21:00:00 GMT   | -                              | -   | PT30M
            Tue, 08 Sep 2026 21:00:00 GMT   | yesterday                      | -   | PT30M
            # in the past, and what counts as the past
            Tue, 08 Sep 2026 19:00:00 GMT   | Tue, 08 Sep 2026 20:00:00 GMT  | -   | PT0S
            Monday, 07-Sep-77 20:00:00 GMT  | Tue, 08 Sep 2026 20:00:00 GMT  | -   | PT0S
            0                               | -                              | -   | PT0S
            -1                              | -                              | -   | PT0S
            tomorrow                        | -                              | -   | PT0S
            Tue, 08 Sep 2026 21:00:00 +0200 | Tue, 08 Sep 2026 20:00:00 GMT  | -   | PT0S
            Tue, 08 Sep 2099 21:00:00 GMT   | Tue, 08 Sep 2026 20:00:00 GMT  | -   | PT8784H
            """)
    void reads_expires_by_the_providers_own_clock(String expires, String date, String age, Duration expected) {
        Map<String, String> headers = new HashMap<>(Map.of("Expires", expires));
        Optional.ofNullable(date).ifPresent(value -> headers.put("Date", value));
        Optional.ofNullable(age).ifPresent(value -> headers.put("Age", value));

        assertThat(freshness(headers)).contains(expected);
    }

    @Test
    void prefers_what_cache_control_says_to_expires() {
        Map<String, String> past = Map.of("Cache-Control", "max-age=60", "Expires", HOUR_AGO);
        Map<String, String> unreadable = Map.of("Cache-Control", "max-age=soon", "Expires", IN_AN_HOUR);
        Map<String, String> silent = Map.of("Cache-Control", "public", "Expires", IN_AN_HOUR);

        assertThat(freshness(past)).contains(Duration.ofMinutes(1));
        assertThat(freshness(unreadable)).contains(Duration.ofHours(1));
        assertThat(freshness(silent)).contains(Duration.ofHours(1));
    }

    @Test
    void is_asked_only_where_the_file_says_so() {
        ProviderResponse response = Samples.response(200, Map.of("Cache-Control", "max-age=60"), "{}");

        assertThat(ofFile("", "").freshness(Samples.key("quote/A"), response)).isEmpty();
        assertThat(ofFile("honourCacheControl: false", "").freshness(Samples.key("quote/A"), response))
                .isEmpty();
        assertThat(ofFile("honourCacheControl: true", "").freshness(Samples.key("quote/A"), response))
                .contains(Duration.ofMinutes(1));
    }

    @Test
    void a_dataset_may_differ_from_its_file() {
        ProviderResponse response = Samples.response(200, Map.of("Cache-Control", "max-age=60"), "{}");

        assertThat(ofFile("honourCacheControl: true", "honourCacheControl: false")
                        .freshness(Samples.key("quote/A"), response))
                .isEmpty();
        assertThat(ofFile("", "honourCacheControl: true").freshness(Samples.key("quote/A"), response))
                .contains(Duration.ofMinutes(1));
    }

    private static Provider ofFile(String field, String datasetField) {
        return TestFiles.provider("""
                baseUrl: https://api.example.org
                %s
                symbols: [{pattern: '.*'}]
                datasets:
                  quote:
                    %s
                    requester: {path: /quote}
                    recordSelector: {mapping: .}
                """.formatted(field, datasetField));
    }
}
