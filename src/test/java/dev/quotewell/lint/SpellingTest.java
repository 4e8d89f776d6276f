package dev.quotewell.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {

    private static final List<String> NAMES = List.of("filter", "finnhub-quote", "staleIfError", "to", "toD", "ttl");

    @ParameterizedTest
    @CsvSource({
        "fliter, filter",
        "filtr, filter",
        "filterr, filter",
        "fillter, filter",
        "FILTER, filter",
        "finhub-quote, finnhub-quote",
        "staleIferror, staleIfError",
        "ttk, ttl",
    })
    void a_slip_or_two_is_understood(String found, String meant) {
        assertThat(Spelling.nearest(found, NAMES)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"split", "kraken-quote", "x1y2", "staleWhileRevalidate"})
    void what_is_no_slip_gets_no_guess(String found) {
        assertThat(Spelling.nearest(found, NAMES)).isEmpty();
        assertThat(Spelling.suggestion(found, NAMES)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"abc, abc, 0", "abc, acb, 1", "abc, ab, 1", "abc, abcd, 1", "abc, xbc, 1", "abc, cab, 2", "'', abc, 3"})
    void an_exchange_of_neighbours_is_one_slip(String one, String other, int slips) {
        assertThat(Spelling.slips(one, other)).isEqualTo(slips);
        assertThat(Spelling.slips(other, one)).isEqualTo(slips);
    }

    @Test
    void a_suggestion_ends_a_message() {
        assertThat(Spelling.suggestion("fliter", NAMES)).isEqualTo("; did you mean filter?");
    }
}
