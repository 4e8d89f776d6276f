package dev.quotewell.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.json.Json;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a well-formed record is suspected of, by the shipped datasets. */
class ChecksTest {

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> findings(String key, String record, @Nullable String last, String tooOld) {
        DatasetKey parsed = Samples.key(key);
        return Samples.DATASETS
                .find(parsed.dataset())
                .orElseThrow()
                .findings(parsed, (ObjectNode) json(record), last == null ? null : json(last), tooOld::equals)
                .stream()
                .map(finding -> (finding.refused() ? "refused " : "warned ") + finding.check() + " "
                        + finding.failure().code())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            quote/AAPL | {"price":1.5,"high":2,"low":1,"open":1.2}   |
            quote/AAPL | {"price":-1.5}                              | refused positive malformed
            quote/CL=F | {"price":-37.63}                            |
            quote/AAPL | {"price":1.5,"high":1,"low":2}              | warned high-low malformed
            quote/AAPL | {"price":1.5,"high":2,"low":1,"open":3}     | warned high-low malformed
            quote/AAPL | {"price":2.5,"high":2,"low":1}              |
            bars/AAPL/1d/2024-01-01/2024-12-31 | {"bars":[{"high":2,"low":1,"close":1.5},{"high":1,"low":2}]} | warned high-low malformed
            bars/AAPL/1d/2024-01-01/2024-12-31 | {"bars":[{"close":1},{"close":-1}]} | refused positive malformed
            fx/EURUSD  | {"rate":-1}                                 | refused positive malformed
            """)
    void suspects_what_cannot_be(String key, String record, @Nullable String finding) {
        assertThat(findings(key, record, null, "never")).isEqualTo(finding == null ? List.of() : List.of(finding));
    }

    @ParameterizedTest
    @CsvSource({"100, 150, ''", "100, 150.01, jump", "100, 49.99, jump", "0, 5, ''", "-10, -12, ''"})
    void a_jump_from_the_last_good_price_is_told(String before, String now, String check) {
        List<String> found = findings("quote/CL=F", "{\"price\":" + now + "}", "{\"price\":" + before + "}", "never");

        assertThat(found).isEqualTo(check.isEmpty() ? List.of() : List.of("warned jump malformed"));
    }

    @Test
    void a_datum_older_than_its_session_allows_is_refused() {
        String record = "{\"price\":1,\"asOf\":\"2026-09-04\"}";

        assertThat(findings("quote/AAPL", record, null, "2026-09-04")).containsExactly("refused session stale-datum");
        assertThat(findings("quote/AAPL", record, null, "2026-09-03")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"positive": {"action": "drop"}}               | found drop in x-checks.positive.action, allowed are warn, refuse
            {"jump": {"action": "warn"}}                   | found no x-checks.jump.limit, allowed is a share such as 50%
            {"jump": {"action": "warn", "limit": "0.5"}}   | found 0.5 in x-checks.jump.limit, allowed is a share such as 50%
            {"jumps": {"action": "warn"}}                  | found x-checks.jumps, allowed in x-checks are high-low, jump, positive, session
            """)
    void a_wrong_check_is_told(String checks, String fault) {
        assertThat(TestFiles.datasetFaults(
                        "{\"type\": \"object\", \"x-key\": [{\"name\": \"symbol\", \"pattern\": \"x\", \"allowed\": \"x\"}],"
                                + " \"x-checks\": " + checks + "}"))
                .contains("test.schema.json:1: " + fault);
    }
}
