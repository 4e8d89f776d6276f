package dev.quotewell.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.yaml.ConfigurationFaultsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every fault is told with its file and line, what was found, and what is allowed. */
class BrokenFilesTest {

    /** Sound, with every line that a case replaces by its number. */
    private static final String SOUND = """
            baseUrl: https://api.example.org
            authenticator:
              type: query
              name: key
              secret: EXAMPLE_API_KEY
            apiBudget:
              policies:
                - limit: 5
                  per: 1m
            errorHandler:
              responseFilters:
                - httpCodes: [418]
                  failureType: rate-limited
            symbols:
              - pattern: '([A-Z]+)-(?<currency>[A-Z]+)'
                spelling: $1$2
            datasets:
              quote:
                variables:
                  upper: $symbol | ascii_upcase
                requester:
                  path: /quote/{symbol}
                  query:
                    q: "{upper}"
                  condition: $currency == "USD"
                recordSelector:
                  mapping: |
                    .data
                    | {price: .p, asOf: .t}
            """;

    @Test
    void finds_nothing_in_a_sound_file() {
        assertThat(TestFiles.providerFaults(SOUND)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            1  ~ `baseUrl: ftp://x` ~ 1: found ftp://x in baseUrl, allowed is https://host or https://host/path, no more
            1  ~ `baseUrl: https://u:p@h/?a=b` ~ 1: found https://…@h/?a=b in baseUrl, allowed is https://host or https://host/path, no more
            5  ~ `  token: EXAMPLE_API_KEY` ~ 5: found authenticator.token, allowed in authenticator are name, optional, secret, type
            1  ~ `description: x` ~ 1: found no baseUrl, allowed is a URL such as https://api.example.org
            3  ~ `  type: querry` ~ 3: found querry in authenticator.type, allowed are none, query, header, bearer, basic
            3  ~ `  typo: query` ~ 2: found no authenticator.type, allowed is one of none, query, header, bearer, basic
            4  ~ `  nam: key` ~ 2: found no authenticator.name, allowed is the name of the query parameter or header
            5  ~ `  secret: abc-123` ~ 5: found authenticator.secret that is no name of an environment variable, allowed is a name such as FINNHUB_API_KEY, never the key itself
            8  ~ `    - limit: 0` ~ 8: found 0 in apiBudget.policies.limit, allowed is a number from 1
            8  ~ `    - limit: -1` ~ 8: found -1 in apiBudget.policies.limit, allowed is a number from 1
            8  ~ `    - limits: 5` ~ 8: found no apiBudget.policies.limit, allowed is a number from 1
            8  ~ `    - {limit: 5, per: 60s}\n    - limit: 7` ~ 10: found the window 1m twice in apiBudget.policies, allowed is one limit for a window and weight
            9  ~ `      per: 1 minute` ~ 9: found 1 minute in apiBudget.policies.per, allowed is a number with ms, s, m, h or d, such as 30s, up to 31d, or minute, hour, day, month
            9  ~ `      per: 32d` ~ 9: found 32d in apiBudget.policies.per, allowed is a number with ms, s, m, h or d, such as 30s, up to 31d, or minute, hour, day, month
            9  ~ `      pro: 1m` ~ 8: found no apiBudget.policies.per, allowed is a number with ms, s, m, h or d, such as 30s, up to 31d, or minute, hour, day, month
            9  ~ `      per: 1m\n      weight: symbols` ~ 10: found symbols in apiBudget.policies.weight, allowed are call, symbol
            9  ~ `      per: day\n      zone: New York` ~ 10: found New York in apiBudget.policies.zone, allowed is a time zone such as America/New_York
            9  ~ `      per: 1d\n      zone: UTC` ~ 10: found apiBudget.policies.zone for a window without, allowed is it with per: minute, hour, day or month
            9  ~ `      per: day\n      resetAt: 0:05` ~ 10: found 0:05 in apiBudget.policies.resetAt, allowed is a time such as "00:05"
            9  ~ `      per: hour\n      resetAt: "00:05"` ~ 10: found apiBudget.policies.resetAt for a window without, allowed is it with per: day or month
            9  ~ `      per: month\n      billingDay: 32` ~ 10: found 32 in apiBudget.policies.billingDay, allowed is a number from 1 to 31
            9  ~ `      per: day\n      billingDay: 17` ~ 10: found apiBudget.policies.billingDay for a window without, allowed is it with per: month
            9  ~ `      per: 1m\n  concurrency: 0` ~ 10: found 0 in apiBudget.concurrency, allowed is a number from 1 to 1000
            9  ~ `      per: 1m\n  reserve: {interactive: 0.2}` ~ 10: found 0.2 in apiBudget.reserve.interactive, allowed is a share such as 20%, up to 100%
            9  ~ `      per: 1m\n  reserve: {interactive: 60%, scheduled: 50%}` ~ 10: found 60% and 50% in apiBudget.reserve.interactive and apiBudget.reserve.scheduled, allowed are at most 100% together
            9  ~ `      per: 1m\n  reserve: {backfill: 60%}` ~ 10: found apiBudget.reserve.backfill, allowed in apiBudget.reserve are interactive, scheduled
            9  ~ `      per: 1m\n  headers: [{remaining: x-left, window: 1h}]` ~ 10: found 1h in apiBudget.headers.window, allowed are the windows of the policies: 1m
            9  ~ `      per: 1m\n  headers: [{remaining: "x left", window: 1m}]` ~ 10: found x left in apiBudget.headers.remaining, allowed is the name of a header
            9  ~ `      per: 1m\n  headers: [{window: 1m}]` ~ 10: found no apiBudget.headers.remaining, allowed is the name of a header
            9  ~ `      per: 1m\n  concurrent: 1` ~ 10: found apiBudget.concurrent, allowed in apiBudget are concurrency, headers, policies, reserve
            12 ~ `    - httpCodes: [4180]` ~ 12: found 4180 in errorHandler.responseFilters.httpCodes, allowed are 100 to 599
            12 ~ `    - predicate: .x =` ~ 12: found no jq in errorHandler.responseFilters.predicate: Encountered "<EOF>", column 4
            12 ~ `    - text: "("` ~ 12: found ( in errorHandler.responseFilters.text, allowed is a regular expression: Unclosed group
            12 ~ `    - backoff: 1m` ~ 13: found no condition in errorHandler.responseFilters.failureType's filter, allowed are httpCodes, contentType, text, predicate
            13 ~ `      failureType: rate_limited` ~ 13: found rate_limited in errorHandler.responseFilters.failureType, allowed are rate-limited, quota-exhausted, auth, not-entitled, unknown-symbol, no-data, bad-request, provider-fault, blocked, malformed, stale-datum
            15 ~ `  - pattern: '([A-Z'` ~ 15: found ([A-Z in symbols.pattern, allowed is a regular expression: Unclosed character class
            16 ~ `    spelling: $7` ~ 16: found $7 in symbols.spelling, allowed are the groups of the pattern: ([A-Z]+)-(?<currency>[A-Z]+)
            18 ~ `  quotes:` ~ 18: found datasets.quotes, allowed are bars, fx, profile, quote, series
            20 ~ `      end: 1` ~ 20: found datasets.quote.variables.end, allowed are letters and digits, and no word of jq's
            20 ~ `      upper: $symbl | ascii_upcase` ~ 20: found $symbl in datasets.quote.variables.upper, allowed are $currency, $symbol
            21 ~ `    requestor:` ~ 21: found datasets.quote.requestor, allowed in datasets.quote are errorHandler, honourCacheControl, recordSelector, requester, symbols, variables
            22 ~ `      path: quote/{symbol}` ~ 22: found quote/{symbol} in datasets.quote.requester.path, allowed is a path such as /v1/quote/{symbol}
            22 ~ `      path: /quote/{ticker}` ~ 22: found {ticker} in datasets.quote.requester.path, allowed are {currency}, {symbol}, {upper}
            22 ~ `      path: /quote/{symbol` ~ 22: found a stray brace in datasets.quote.requester.path, allowed is {name}
            22 ~ `      path: /quote?a={symbol}` ~ 22: found /quote?a={symbol} in datasets.quote.requester.path, allowed is a path such as /v1/quote/{symbol}
            24 ~ `        q: "{uper}"` ~ 24: found {uper} in datasets.quote.requester.query.q, allowed are {currency}, {symbol}, {upper}
            25 ~ `      conditions: true` ~ 25: found datasets.quote.requester.conditions, allowed in datasets.quote.requester are batch, condition, cost, headers, paginator, path, query
            27 ~ `      maping: |` ~ 26: found no datasets.quote.recordSelector.mapping, allowed is a jq program
            29 ~ `        | {price: .p` ~ 29: found no jq in datasets.quote.recordSelector.mapping: Encountered "<EOF>", column 12
            29 ~ `        | {price: .p | decimel}` ~ 29: found the function decimel in datasets.quote.recordSelector.mapping, allowed are those of jq 1.6 that keep all digits and read no clock, and date, date_from_epoch, date_from_epoch_in, day_end, day_start, decimal, from_epoch_ms, from_epoch_ns, from_epoch_s, instant, local_to_utc, nonzero, per, scale10
            16 ~ `    spelling: [a]` ~ 16: found no text in symbols.spelling, allowed is one value
            16 ~ `    pattern: 'x'` ~ 16: found symbols.pattern twice, allowed is once
            1  ~ `honourCacheControl: yes` ~ 1: found yes in honourCacheControl, allowed are true, false
            1  ~ `honourCacheControl: {a: b}` ~ 1: found no text in honourCacheControl, allowed is one value
            25 ~ `    honourCacheControl: 1m` ~ 25: found 1m in datasets.quote.honourCacheControl, allowed are true, false
            1  ~ `honorCacheControl: true` ~ 1: found honorCacheControl, allowed here are apiBudget, authenticator, baseUrl, datasets, disabled, errorHandler, honourCacheControl, symbols, terms
            5  ~ `  optional: maybe` ~ 5: found maybe in authenticator.optional, allowed are true, false
            16 ~ `  - table: AAPL` ~ 16: found no fields in symbols.table, allowed is a mapping of names to values
            25 ~ `      cost: 0` ~ 25: found 0 in datasets.quote.requester.cost, allowed is a number from 1 to 1000
            25 ~ `      batch: { size: 1 }` ~ 25: found 1 in datasets.quote.requester.batch.size, allowed is a number from 2 to 1000
            25 ~ `      batch: { sise: 8 }` ~ 25: found datasets.quote.requester.batch.sise, allowed in datasets.quote.requester.batch are separator, size
            25 ~ `      paginator: { pages: 5 }` ~ 25: found no datasets.quote.requester.paginator.next, allowed is a jq program
            25 ~ `      paginator: { next: .n, pages: 500 }` ~ 25: found 500 in datasets.quote.requester.paginator.pages, allowed is a number from 2 to 100
            25 ~ `      headers: { Accept: "{tex}" }` ~ 25: found {tex} in datasets.quote.requester.headers.Accept, allowed are {currency}, {symbol}, {upper}
            2  ~ `authenticator: [a` ~ 3: found broken YAML while parsing a flow sequence: expected ',' or ']', but got :
            14 ~ `symbols: AAPL` ~ 15: found broken YAML: mapping values are not allowed here
            """)
    void tells_place_finding_and_what_is_allowed(int line, String replacement, String fault) {
        List<String> lines = new ArrayList<>(SOUND.lines().toList());
        lines.set(line - 1, replacement.replace("\\n", "\n"));

        assertThat(TestFiles.providerFaults(String.join("\n", lines))).contains("test.yaml:" + fault);
    }

    @Test
    void tells_what_is_wrong_with_the_format_of_a_body() {
        assertThat(TestFiles.providerFaults(SOUND.replace("  mapping: |", "  format: yaml\n      mapping: |")))
                .containsExactly(
                        "test.yaml:27: found yaml in datasets.quote.recordSelector.format, allowed are json, csv, xml");
        assertThat(TestFiles.providerFaults(SOUND.replace("  mapping: |", "  delimiter: ';'\n      mapping: |")))
                .containsExactly("test.yaml:27: found ; in datasets.quote.recordSelector.delimiter,"
                        + " allowed is one character, with format csv");
    }

    @Test
    void tells_all_faults_of_all_files_at_once(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("one.yaml"),
                SOUND.replace("type: query", "type: q").replace("limit: 5", "limit: x"));
        Files.writeString(folder.resolve("two.yaml"), "");
        Files.writeString(folder.resolve("three.yml"), SOUND);
        Files.writeString(folder.resolve("good.yaml"), SOUND);

        assertThat(TestFiles.faults(folder, () -> Providers.read(folder, Samples.DATASETS)))
                .containsExactlyInAnyOrder(
                        "three.yml:1: found a name that is not used, allowed is lower-case-words.yaml",
                        "one.yaml:3: found q in authenticator.type, allowed are none, query, header, bearer, basic",
                        "one.yaml:8: found x in apiBudget.policies.limit, allowed is a number from 1",
                        "two.yaml:1: found no fields, allowed is one mapping of field names to values");
    }

    @Test
    void refuses_a_folder_that_is_not_there(@TempDir Path folder) {
        assertThatThrownBy(() -> Datasets.read(folder.resolve("none")))
                .isInstanceOf(ConfigurationFaultsException.class)
                .hasMessageContaining("none:1: found no readable folder");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            {"x-key": [{"name": "symbol", "pattern": "(", "allowed": "x"}]} ~ 1: found ( in x-key.pattern, allowed is a regular expression: Unclosed group
            {"x-key": [{"name": "symbol", "pattern": "x"}]}                 ~ 1: found no x-key.allowed, allowed is a clause for messages, such as a date such as 2025-01-31
            {"x-key": []}                                                   ~ 1: found no symbol first in x-key, allowed is a list of key parts, symbol first
            {"x-key": [{"name": "symbol", "pattern": "x", "allowed": "x", "max": 1}]} ~ 1: found x-key.max, allowed in x-key are allowed, format, name, notBefore, optional, pattern
            {"type": "objekt", "x-key": [{"name": "symbol", "pattern": "x", "allowed": "x"}]} ~ 1: found no valid JSON Schema: /type: does not have a value in the enumeration ["array", "boolean", "integer", "null", "number", "object", "string"]
            {"type": "object", "x-key": [{"name": "symbol", "pattern": "x", "allowed": "x"}],} ~ 1: found broken JSON: Unexpected character ('}' (code 125)): was expecting double-quote to start field name
            """)
    void tells_the_faults_of_a_dataset(String json, String fault) {
        assertThat(TestFiles.datasetFaults(json)).contains("test.schema.json:" + fault);
    }
}
