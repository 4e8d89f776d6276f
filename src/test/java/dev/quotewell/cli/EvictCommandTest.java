package dev.quotewell.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvictCommandTest {

    private FakeApi api;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi("{\"evicted\":1}");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private int evict(String... words) {
        return api.run(
                new CacheCommand(),
                Stream.concat(Stream.of("evict"), Stream.of(words)).toArray(String[]::new));
    }

    @Test
    void evicts_each_key_of_a_dataset_and_tells_how_many_there_were() {
        assertThat(evict("bars", "AAPL/1d/2026-01-02/2026-03-31", "BRK-B+1")).isZero();

        assertThat(api.asked())
                .containsExactly(
                        "DELETE /v1/entries?dataset=bars&key=AAPL%2F1d%2F2026-01-02%2F2026-03-31",
                        "DELETE /v1/entries?dataset=bars&key=BRK-B%2B1");
        assertThat(api.out().strip()).isEqualTo("Evicted 2 entries");
    }

    @Test
    void the_dataset_may_be_named_by_an_option_too() {
        assertThat(evict("--dataset", "quote")).isZero();
        assertThat(evict("AAPL", "--dataset", "quote")).isZero();

        assertThat(api.asked())
                .containsExactly("DELETE /v1/entries?dataset=quote", "DELETE /v1/entries?dataset=quote&key=AAPL");
    }

    @Test
    void evicts_by_tag_in_one_dataset_or_in_all() {
        api.answers(200, "{\"evicted\":700}");

        assertThat(evict("--tag", "provider:finnhub", "--json")).isZero();
        assertThat(evict("quote", "--tag", "symbol:AAPL")).isZero();

        assertThat(api.asked())
                .containsExactly(
                        "DELETE /v1/entries?tag=provider%3Afinnhub",
                        "DELETE /v1/entries?dataset=quote&tag=symbol%3AAAPL");
        assertThat(api.out()).startsWith("{\"evicted\":700}");
    }

    @Test
    void a_problem_is_told_in_its_words() {
        api.answers(
                404,
                "{\"title\":\"There is no such dataset\",\"detail\":\"Found quotes, allowed are bars, fx, quote\"}");

        assertThat(evict("quotes")).isEqualTo(1);

        assertThat(api.err().strip()).isEqualTo("There is no such dataset: Found quotes, allowed are bars, fx, quote");
    }

    @Test
    void tells_where_no_Quotewell_answers() {
        api.close();

        assertThat(evict("quote")).isEqualTo(1);

        assertThat(api.err().strip())
                .isEqualTo("No Quotewell answers at " + api.url()
                        + ": start it with ./quotewell run, or name it by --api");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "quote AAPL --tag symbol:AAPL", "quote --all"})
    void wrong_use_ends_with_2_and_removes_nothing(String arguments) {
        assertThat(evict(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1)))
                .isEqualTo(2);
        assertThat(api.asked()).isEmpty();
    }
}
