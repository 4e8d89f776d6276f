package dev.quotewell.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GetCommandTest {

    private static final String MIXED = """
            {"results":[
              {"key":"AAPL","status":200,"cacheStatus":"quotewell; hit; ttl=9","record":{"symbol":"AAPL","price":100.10}},
              {"key":"NO\\u001bSUCH","status":404,"problem":{"type":"unknown-symbol","detail":"No provider knows it"}}]}
            """;

    private FakeApi api;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi(MIXED);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void each_key_has_a_line_with_its_record_or_why_there_is_none() {
        assertThat(api.run(new GetCommand(), "quote", "AAPL", "NO\u001bSUCH")).isEqualTo(1);

        assertThat(api.asked()).containsExactly("GET /v1/quote?keys=AAPL,NO%1BSUCH");
        assertThat(api.out().lines())
                .containsExactly(
                        "AAPL          {\"symbol\":\"AAPL\",\"price\":100.10}",
                        "NO\\u001bSUCH  unknown-symbol: No provider knows it");
    }

    @Test
    void a_key_with_parameters_is_escaped_and_all_found_is_success() {
        api.answers(200, "{\"results\":[{\"key\":\"A\",\"status\":200,\"record\":{\"price\":1}}]}");

        assertThat(api.run(new GetCommand(), "bars", "AAPL/1d/2026-01-02/2026-03-31", "--json"))
                .isZero();

        assertThat(api.asked()).containsExactly("GET /v1/bars?keys=AAPL%2F1d%2F2026-01-02%2F2026-03-31");
        assertThat(api.out().strip()).startsWith("{\"results\":[{\"key\":\"A\"");
    }

    @Test
    void a_problem_of_the_whole_is_told() {
        api.answers(404, "{\"title\":\"There is no such dataset\",\"detail\":\"Found qoute, allowed is quote\"}");

        assertThat(api.run(new GetCommand(), "qoute", "AAPL")).isEqualTo(1);

        assertThat(api.err().strip()).isEqualTo("There is no such dataset: Found qoute, allowed is quote");
        assertThat(api.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"quote", "", "quote ''"})
    void without_a_dataset_and_a_key_it_says_what_it_wants(String words) {
        String[] given =
                words.isEmpty() ? new String[0] : words.replace("''", " ").split(" ", 2);

        assertThat(api.run(new GetCommand(), given)).isEqualTo(2);

        assertThat(api.asked()).isEmpty();
        assertThat(api.err()).contains("KEY");
    }
}
