package dev.quotewell.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidatorsTest {

    private static final String DATE = "Tue, 08 Sep 2026 20:00:00 GMT";

    private static Validators of(String provider, String key, Map<String, String> headers) {
        return Samples.provider(provider).validators(Samples.key(key), Samples.response(200, headers, "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"abc\"", "W/\"abc\"", "\"\"", "\"a, b\"", "W/\"56a-X8I0y3QptEWCGv3fTqy0PnWTBvM\"", "abc"})
    void keeps_a_tag_word_for_word(String etag) {
        Validators validators = of("frankfurter", "fx/EURUSD", Map.of("ETag", etag, "Last-Modified", DATE));

        assertThat(validators).isEqualTo(new Validators(etag, DATE));
        assertThat(validators.etag()).isEqualTo(etag);
        assertThat(validators.lastModified()).isEqualTo(DATE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "\"a\", \"b\"", "\"a\r\nX-Evil: b\"", "\"a\tb\"", "\"a\u0000b\"", "\"caf\u00e9\""})
    void leaves_out_a_tag_that_could_not_be_sent_back(String etag) {
        assertThat(new Validators(etag, null).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\u007fb"})
    void leaves_out_a_date_that_could_not_be_sent_back(String date) {
        assertThat(new Validators(null, date).isEmpty()).isTrue();
    }

    @Test
    void keeps_256_characters_and_no_more() {
        assertThat(new Validators("\"" + "x".repeat(254) + "\"", "x".repeat(256)).isEmpty())
                .isFalse();
        assertThat(new Validators("\"" + "x".repeat(255) + "\"", "x".repeat(257)).isEmpty())
                .isTrue();
    }

    @Test
    void keeps_what_only_one_of_two_tells() {
        Validators both = new Validators("\"1\"", DATE);

        assertThat(new Validators("\"2\"", null).or(both)).isEqualTo(new Validators("\"2\"", DATE));
        assertThat(Validators.NONE.or(both)).isEqualTo(both);
        assertThat(both.or(Validators.NONE)).isEqualTo(both);
    }

    @Test
    void asks_with_what_is_known_and_beside_the_secret() {
        Provider finnhub = Samples.provider("finnhub");
        URI url = URI.create("https://finnhub.io");
        DatasetKey key = Samples.key("quote/AAPL");

        assertThat(finnhub.request(List.of(key), url, "KEY", new Validators("W/\"1\"", DATE))
                        .headers())
                .isEqualTo(Map.of("X-Finnhub-Token", "KEY", "If-None-Match", "W/\"1\"", "If-Modified-Since", DATE));
        assertThat(finnhub.request(List.of(key), url, "KEY", new Validators(null, DATE))
                        .headers())
                .isEqualTo(Map.of("X-Finnhub-Token", "KEY", "If-Modified-Since", DATE));
        assertThat(finnhub.request(List.of(key), url, "KEY", Validators.NONE))
                .isEqualTo(finnhub.request(key, url, "KEY"));
    }

    /** The clock says 20:30 of 8 September. */
    @ParameterizedTest
    @CsvSource({
        "quote/BTC-USD, true",
        "bars/BTC-USD/1h/2026-09-01/2026-09-07, true",
        "bars/BTC-USD/1h/2026-09-01/2026-09-08, false",
        "bars/BTC-USD/1h/2026-09-01/2026-09-30, false",
        "bars/BTC-USD/1d/2026-09-01/2026-09-06, true",
        // A row of a day may begin with the last moment of the period, for all we know.
        "bars/BTC-USD/1d/2026-09-01/2026-09-07, false",
        "bars/BTC-USD/1d/2026-09-01/2026-09-08, false"
    })
    void has_none_for_bars_that_may_be_unfinished(String key, boolean kept) {
        assertThat(of("coinbase", key, Map.of("ETag", "\"1\"")).isEmpty()).isEqualTo(!kept);
    }

    @Test
    void has_none_for_a_period_it_cannot_read() {
        DatasetKey quarters = new DatasetKey("quote", "A/2026Q3", Map.of("symbol", "A", "to", "2026Q3"));

        assertThat(Bars.isSettled(quarters, Samples.NOW)).isFalse();
    }
}
