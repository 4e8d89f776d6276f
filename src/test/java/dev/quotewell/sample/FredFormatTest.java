package dev.quotewell.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FredFormatTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static Reply ask(Map<String, String> query) {
        return new FredFormat(1).answer(new Call("/fred/series/observations", query, ""), NOW);
    }

    private static Reply ask(String id, String from, String to) {
        return ask(Map.of("series_id", id, "api_key", "k", "observation_start", from, "observation_end", to));
    }

    @Test
    void tells_the_working_days_of_a_period_and_a_point_where_there_is_no_value() {
        assertThat(ask("DGS10", "2025-12-31", "2026-01-05").body())
                .contains(
                        "\"count\":4", "\"date\":\"2025-12-31\"", "\"date\":\"2026-01-02\"", "\"date\":\"2026-01-05\"")
                .containsPattern("\\{[^{]*\"2026-01-01\"[^}]*\\}")
                .contains("\"value\":\".\"");
    }

    @Test
    void tells_a_quarter_when_it_is_over_and_the_same_each_time() {
        String body = ask("GDP", "2026-01-01", "2026-12-31").body();

        assertThat(body).contains("2026-01-01", "2026-04-01", "2026-07-01").doesNotContain("\"date\":\"2026-10-01\"");
        assertThat(ask("GDP", "2026-01-01", "2026-12-31").body()).isEqualTo(body);
    }

    @Test
    void everything_wrong_is_a_400_with_a_sentence() {
        assertThat(ask(Map.of("series_id", "GDP")).status()).isEqualTo(400);
        assertThat(ask(Map.of("series_id", "GDP")).body()).contains("api_key is not set");
        assertThat(ask("NOPE", "2026-01-01", "2026-01-02").body()).contains("The series does not exist.");
    }
}
