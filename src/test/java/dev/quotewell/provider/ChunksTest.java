package dev.quotewell.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.json.Json;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunksTest {

    private static List<String> chunks(String key) {
        DatasetKey parsed = Samples.key(key);
        return Samples.DATASETS.find(parsed.dataset()).orElseThrow().chunks(parsed, Samples.NOW).stream()
                .map(DatasetKey::text)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            bars/AAPL/1d/2024-01-01/2024-12-31, AAPL/1d/2024-01-01/2024-12-31
            bars/AAPL/1d/2023-07-01/2025-06-30, AAPL/1d/2023-01-01/2023-12-31 AAPL/1d/2024-01-01/2024-12-31 AAPL/1d/2025-01-01/2025-12-31
            bars/AAPL/1h/2024-02-29/2024-03-01, AAPL/1h/2024-02-01/2024-02-29 AAPL/1h/2024-03-01/2024-03-31
            bars/AAPL/1m/2024-12-31/2025-01-01, AAPL/1m/2024-12-31/2024-12-31 AAPL/1m/2025-01-01/2025-01-01
            series/FRED:GDP/1999-12-31/2000-01-01, FRED:GDP/1990-01-01/1999-12-31 FRED:GDP/2000-01-01/2009-12-31
            series/FRED:GDP, FRED:GDP
            quote/AAPL, AAPL
            """)
    void cuts_a_period_by_the_calendar(String key, String chunks) {
        assertThat(String.join(" ", chunks(key))).isEqualTo(chunks);
    }

    @Test
    void asks_for_nothing_that_has_not_begun() {
        assertThat(chunks("bars/AAPL/1d/2025-01-01/2099-12-31"))
                .containsExactly("AAPL/1d/2025-01-01/2025-12-31", "AAPL/1d/2026-01-01/2026-12-31");
        assertThat(chunks("bars/AAPL/1d/2090-01-01/2099-12-31")).containsExactly("AAPL/1d/2090-01-01/2090-12-31");
    }

    @Test
    void refuses_a_period_of_too_many_calls() {
        assertThatThrownBy(() -> chunks("bars/AAPL/1m/2020-01-01/2026-01-01"))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("from 2020-01-01 to 2026-01-01 is too long, must be at most 400 times a day");
    }

    @Property(tries = 500)
    void chunks_cover_the_period_without_gap_or_overlap(
            @ForAll @IntRange(min = 0, max = 9000) int first, @ForAll @IntRange(min = 0, max = 300) int length) {
        LocalDate from = LocalDate.of(2000, 1, 1).plusDays(first);
        List<String> chunks = chunks("bars/AAPL/1h/" + from + "/" + from.plusDays(length));

        LocalDate covered = null;
        for (String chunk : chunks) {
            String[] parts = chunk.split("/", -1);
            if (covered != null) {
                assertThat(LocalDate.parse(parts[2])).isEqualTo(covered.plusDays(1));
            }
            covered = LocalDate.parse(parts[3]);
        }
        assertThat(chunks.get(0).split("/", -1)[2]).isLessThanOrEqualTo(from.toString());
        assertThat(covered)
                .isAfterOrEqualTo(
                        LocalDate.of(2026, 9, 9).isBefore(from.plusDays(length))
                                ? LocalDate.of(2026, 9, 9)
                                : from.plusDays(length));
    }

    private static ObjectNode record(String json) {
        try {
            return (ObjectNode) Json.mapper().readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ObjectNode bars(String provider, String currency, String... days) {
        String rows = String.join(
                ",",
                Arrays.stream(days)
                        .map(day -> "{\"time\":\"" + day + "\",\"close\":1.10}")
                        .toList());
        return record("{\"symbol\":\"A\",\"interval\":\"1d\",\"currency\":\"" + currency + "\",\"bars\":[" + rows
                + "],\"asOf\":\"" + days[days.length - 1] + "\",\"provider\":\"" + provider + "\"}");
    }

    @Test
    void puts_chunks_together_and_cuts_them_to_what_was_asked_for() {
        ObjectNode joined = Chunks.join(
                        Samples.key("bars/A/1d/2023-12-29/2024-01-02"),
                        List.of(
                                bars("one", "USD", "2023-12-28", "2023-12-29"),
                                bars("two", "USD", "2024-01-02", "2024-01-03")))
                .orElseThrow();

        assertThat(Samples.json(joined))
                .isEqualTo("{\"symbol\":\"A\",\"interval\":\"1d\",\"currency\":\"USD\",\"bars\":["
                        + "{\"time\":\"2023-12-29\",\"close\":1.10},{\"time\":\"2024-01-02\",\"close\":1.10}],"
                        + "\"asOf\":\"2024-01-02\",\"provider\":\"one,two\"}");
    }

    @Test
    void has_nothing_where_no_row_lies_in_the_period() {
        assertThat(Chunks.join(
                        Samples.key("bars/A/1d/2023-12-30/2023-12-31"), List.of(bars("one", "USD", "2023-12-29"))))
                .isEmpty();
        assertThat(Chunks.join(Samples.key("bars/A/1d/2023-12-30/2023-12-31"), List.of()))
                .isEmpty();
    }

    @Test
    void parts_that_do_not_go_together_are_told() {
        assertThat(Chunks.misfit(List.of(bars("one", "USD", "2023-12-29"), bars("two", "GBP", "2024-01-02"))))
                .contains("the parts of the period differ in currency: one=USD, two=GBP");
        assertThat(Chunks.misfit(List.of(bars("one", "USD", "2023-12-29"), bars("two", "USD", "2024-01-02"))))
                .isEmpty();
    }

    @Test
    void a_chunk_is_final_when_its_last_row_is_over() {
        Dataset bars = Samples.DATASETS.find("bars").orElseThrow();

        assertThat(bars.isFinal(Samples.key("bars/A/1d/2025-01-01/2025-12-31"), Samples.NOW))
                .isTrue();
        assertThat(bars.isFinal(Samples.key("bars/A/1d/2026-01-01/2026-12-31"), Samples.NOW))
                .isFalse();
        assertThat(Samples.DATASETS.find("series").orElseThrow().isFinal(Samples.key("series/FRED:GDP"), Samples.NOW))
                .isFalse();
        assertThat(Samples.DATASETS.find("quote").orElseThrow().isFinal(Samples.key("quote/A"), Samples.NOW))
                .isFalse();
    }
}
