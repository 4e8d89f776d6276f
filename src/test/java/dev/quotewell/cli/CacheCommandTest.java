package dev.quotewell.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheCommandTest {

    private FakeApi api;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi("{}");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private int run(String... words) {
        return api.run(new CacheCommand(), words);
    }

    @Test
    void each_dataset_is_told_with_its_memory_and_how_it_was_served() {
        api.answers(200, """
                {"datasets":[
                {"dataset":"bars","entries":0,"bytes":0,"answers":{"hit":0,"stale":0,"miss":0,"negative":0,"error":0}},
                {"dataset":"quote","entries":1200,"bytes":5242880,"hitRatio":0.9996,
                "answers":{"hit":9996,"stale":0,"miss":3,"negative":0,"error":1}}]}""");

        assertThat(run("stats")).isZero();

        assertThat(api.asked()).containsExactly("GET /v1/cache");
        assertThat(api.out().lines())
                .containsExactly(
                        "DATASET  ENTRIES   MEMORY  HIT RATIO  HITS  STALE  NEGATIVE  MISSES  ERRORS",
                        "bars           0  0 bytes          -     0      0         0       0       0",
                        "quote       1200     5 MB     99.9 %  9996      0         0       3       1",
                        "",
                        "1200 entries, 5 MB");
    }

    @Test
    void keys_are_listed_and_more_of_them_announced() {
        api.answers(200, """
                {"entries":[
                {"key":"AAPL","state":"fresh","provider":"finnhub","age":3,"ttl":12,"keptFor":21600,"bytes":420},
                {"key":"NO\\u001bSUCH","state":"stale","negative":true,"provider":"fmp","age":700,"ttl":-100,"keptFor":0,
                "bytes":120}],"more":true}""");

        assertThat(run("keys", "quote", "--match", "A*&x=1", "--limit", "2")).isZero();

        assertThat(api.asked()).containsExactly("GET /v1/entries?dataset=quote&match=A*%26x%3D1&limit=2");
        assertThat(api.out().lines())
                .containsExactly(
                        "KEY           PROVIDER         AGE  FRESH FOR  KEPT FOR     MEMORY",
                        "AAPL          finnhub           3s        12s        6h  420 bytes",
                        "NO\\u001bSUCH  fmp (no record)  11m          -        0s  120 bytes",
                        "",
                        "There are more: --limit N shows up to 1000, --match PATTERN some of them");
    }

    @Test
    void an_entry_is_shown_as_it_is() {
        api.answers(200, """
                {"entries":[{"key":"AAPL","state":"stale","provider":"finnhub","loadedAt":"2026-01-02T15:00:00Z","age":75,
                "ttl":-60,"keptFor":21540,"bytes":420,"record":{"symbol":"AAPL","price":100.10}}]}""");

        assertThat(run("show", "quote", "AAPL")).isZero();

        assertThat(api.asked()).containsExactly("GET /v1/entries?dataset=quote&key=AAPL");
        assertThat(api.out().lines())
                .containsExactly(
                        "key       AAPL",
                        "state     stale since 1m",
                        "provider  finnhub",
                        "loaded    2026-01-02T15:00:00Z, 1m ago",
                        "kept for  5h",
                        "memory    420 bytes",
                        "record    {\"symbol\":\"AAPL\",\"price\":100.10}");
    }

    @Test
    void what_is_not_cached_is_told_by_the_exit_code_too() {
        api.answers(200, "{\"entries\":[]}");

        assertThat(run("show", "quote", "AAPL")).isEqualTo(1);

        assertThat(api.out().strip()).isEqualTo("Not cached");
    }

    @Test
    void a_problem_is_told_in_its_words() {
        api.answers(404, "{\"title\":\"There is no such dataset\",\"detail\":\"Found qoute, allowed is quote\"}");

        assertThat(run("keys", "qoute")).isEqualTo(1);

        assertThat(api.err().strip()).isEqualTo("There is no such dataset: Found qoute, allowed is quote");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "keys",
                "show",
                "show quote",
                "keys quote --limit 0",
                "keys quote --limit 1001",
                "warm",
                "warm ../../etc/passwd"
            })
    void wrong_use_ends_with_2_and_asks_nothing(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" ", -1))).isEqualTo(2);
        assertThat(api.asked()).isEmpty();
    }
}
