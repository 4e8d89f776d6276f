package dev.quotewell.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.TestTree;
import dev.quotewell.settings.SettingsSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One step, or one line of the settings, that is wrong, and the one fault that is told of it. */
class RefusedStepsTest {

    private static final String SETTINGS = "config/application.properties";
    private static final String BEFORE =
            "- route:\n    id: x\n    from:\n      uri: direct:x\n      steps:\n        - ";

    @TempDir
    private static Path root;

    @BeforeAll
    static void copyShipped() throws IOException {
        TestTree.copy(Path.of("routes"), root.resolve("routes"));
        TestTree.copy(Path.of("config"), root.resolve("config"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            to: { uri: "log:x", parameter: { level: INFO } }       | 31 | found parameter in to, allowed are
            too: "log:x"                                           | 11 | did you mean to?
            setBody: { constant: [ a ] }                           | 22 | found a list in constant, allowed is a text, or fields
            setBody: { constant: a, simple: b }                    | 35 | found simple beside constant in setBody, allowed is one of them
            setBody: {}                                            | 11 | found no expression in setBody, allowed is one such as
            filter: { steps: [ { log: x } ] }                      | 11 | found no expression in filter
            marshal: {}                                            | 11 | found no kind in marshal
            stop:                                                  | 11 | found nothing in stop, allowed are fields such as
            to:                                                    | 11 | found nothing in to, allowed is a text
            to: { parameters: { a: b } }                           | 11 | found no uri in to
            wireTap: mock:x                                        | 20 | found mock:x in wireTap, allowed are fields such as uri
            setBody: { jsonpath: "$.a" }                           | 22 | found the language jsonpath
            unmarshal: { csv: {} }                                 | 24 | found the data format csv
            marshal: { json: { library: Gson } }                   | 22 | found the data format json by Gson
            split: { simple: "${body}", streaming: maybe, steps: [ { log: x } ] } | 50 | found maybe in streaming, allowed are true, false
            log: { message: x, loggingLevel: WARM }                | 44 | found WARM in loggingLevel, allowed are DEBUG, ERROR, INFO, OFF, TRACE, WARN; did you mean WARN?
            threads: { poolSize: few }                             | 32 | found few in poolSize, allowed is a number
            to: { uri: "log:x", parameters: { level: [ INFO ] } }  | 45 | found a list in level, allowed is a text
            to: { uri: "log:x", parameters: { level: } }           | 45 | found nothing in level
            to: { uri: "log:x?showAll=true", parameters: { level: INFO } } | 23 | found options in the URI and under parameters
            to: "log:x?groupSize=99999999999"                      | 32 | found 99999999999 in groupSize, allowed is a number
            to: "direct:y?timeout=1w&failIfNoConsumers=false"      | 33 | found 1w in timeout, allowed is a number
            to: { uri: "redis-stream:x", parameters: { claimAfter: 30 } } | 66 | found 30 in claimAfter, allowed is a duration such as
            log: "{{ kafka.enabled }}"                             | 17 | did you mean kafka.enabled?
            log: "{{kafka.enabled}"                                | 17 | found {{ without its }}
            log: {{kafka.enabled}}                                 | 16 | found {{ without quotes, allowed is "{{name}}" in quotes
            log: { id: x, message: x }                             | 22 | found the id x a second time
            throwException: { exceptionType: java.lang.Exeption, message: x } | 44 | found the class java.lang.Exeption
            toD: "http:example.com/${header.path}"                 | 17 | found an address that a message chooses
            toD: "http:$simple{header.host}"                       | 17 | found an address that a message chooses
            wireTap: { uri: "http:${header.host}" }                | 28 | found an address that a message chooses
            recipientList: { header: to }                          | 36 | found an address that a message chooses
            recipientList: { simple: "direct:a${header.a},http:${body}" } | 37 | found an address that a message chooses
            recipientList: { expression: { jq: .to } }             | 46 | found an address that a message chooses
            routingSlip: { header: { expression: to } }            | 48 | found an address that a message chooses
            dynamicRouter: { simple: "${header.next}" }            | 37 | found an address that a message chooses
            enrich: { simple: "http:${header.host}" }              | 30 | found an address that a message chooses
            setHeader: { name: CamelHttpUri, header: host }        | 52 | found an address that a message chooses
            setHeader: { name: Authorization, constant: Bearer k1 } | 55 | found a secret in clear in Authorization
            setHeaders: { headers: [ { name: X-Api-Key, constant: k1 } ] } | 65 | found a secret in clear in X-Api-Key
            setHeader: { name: CamelHttpQuery, constant: apikey=k1 } | 56 | found a secret in clear in CamelHttpQuery
            to: "http:user:k1@example.com/x"                       | 16 | found a secret in clear in a URI's user
            """)
    void a_step_is_refused_at_its_column(String step, int column, String told) throws IOException {
        List<Fault> faults = lintWith("routes/x.camel.yaml", BEFORE + step + "\n");

        assertThat(faults).hasSize(1);
        assertThat(faults.get(0).place().file()).endsWith("routes/x.camel.yaml");
        assertThat(faults.get(0).place().line()).isEqualTo(6);
        assertThat(faults.get(0).place().column()).isEqualTo(column);
        assertThat(faults.get(0).message()).contains(told).doesNotContain("k1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            quotewel.api.port = 1                   | did you mean quotewell.api.port?
            quotewell.api.prot = 1                  | did you mean quotewell.api.port?
            quotewell.data = other                  | found quotewell.data twice
            camel.component.http.conect-timeout = 1 | did you mean connect-timeout?
            camel.component.htpp.connect-timeout = 1 | did you mean http?
            camel.main.shutdown-timout = 1          | did you mean camel.main.shutdown-timeout?
            camel.metric.enabled = true             | did you mean camel.metrics.enabled?
            provider.yaho.enabled = true            | did you mean yahoo?
            events.webhook.secret = k1              | EVENTS_WEBHOOK_SECRET_FILE
            quotewell.near.password = k1            | found a secret in clear in quotewell.near.password
            camel.component.kafka.sasl-jaas-config = x required username="a" password="k1"; | found a secret in clear
            some.where = redis://app:k1@redis:6379  | found a secret in clear in some.where
            """)
    void a_line_of_settings_is_refused(String line, String told) throws IOException {
        String shipped = Files.readString(Path.of(SETTINGS));

        List<Fault> faults = lintWith(SETTINGS, shipped + line + "\n");

        assertThat(faults).anySatisfy(fault -> {
            assertThat(fault.place().file()).endsWith(SETTINGS);
            assertThat(fault.place().line()).isEqualTo((int) shipped.lines().count() + 1);
            assertThat(fault.message()).contains(told);
        });
        assertThat(faults).noneSatisfy(fault -> assertThat(fault.message()).contains("k1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            routes/quote.camel.yaml            | id: quote             | ids: quote            | did you mean id?
            routes/quote.camel.yaml            | parameters:           | parameter:            | did you mean parameters?
            routes/quote.camel.yaml            | ttl: 15s              | ttl: 15               | found 15 in ttl, allowed is a duration
            routes/quote.camel.yaml            | staleIfError: 6h      | staleIfError: 6       | found 6 in staleIfError, allowed is a duration
            routes/quote.camel.yaml            | jitter: 0.1           | jitter: -0.1          | between 0 and 1
            routes/quote-load.camel.yaml       | failoverLoadBalancer: | failoverLoadBalancr:  | did you mean failoverLoadBalancer?
            routes/quote-load.camel.yaml       | - route:              | - route: [            | broken YAML
            routes/schedule-us-shares.camel.yaml | cron:               | corn:                 | did you mean cron?
            routes/schedule-us-shares.camel.yaml | {{schedule.us-shares.cron}} | 0 0 12 31 2 ? | which never comes
            config/providers/finnhub.yaml      | limit: 55             | limt: 55              | did you mean limit?
            config/providers/finnhub.yaml      | '  quote:'            | '  quot:'             | did you mean quote?
            config/providers/finnhub.yaml      | authenticator:        | authenticator: [      | broken YAML
            config/providers/finnhub.yaml      | https://finnhub.io    | https://me:k1@finnhub.io | found https://…@finnhub.io in baseUrl
            config/watchlists/us-shares.yaml   | keys:                 | kyes:                 | did you mean keys?
            """)
    void one_mistake_is_told_once(String file, String found, String instead, String told) throws IOException {
        String shipped = Files.readString(Path.of(file));
        assertThat(shipped).contains(found);

        List<Fault> faults =
                lintWith(file, shipped.replaceFirst(Pattern.quote(found), Matcher.quoteReplacement(instead)));

        assertThat(faults).hasSize(1);
        assertThat(faults.get(0).place().file()).endsWith(file);
        assertThat(faults.get(0).message()).contains(told).doesNotContain("k1");
    }

    @Test
    void a_route_without_a_name_is_refused_since_a_reload_could_not_exchange_it() throws IOException {
        List<Fault> faults =
                lintWith("routes/x.camel.yaml", "- from:\n    uri: direct:x\n    steps:\n      - log: x\n");

        assertThat(faults).singleElement().asString().contains("x.camel.yaml:1:3: found no id of a route");
    }

    /** Lints what ships with one file written anew, and puts that back. */
    private static List<Fault> lintWith(String file, String text) throws IOException {
        Path path = root.resolve(file);
        String before = Files.exists(path) ? Files.readString(path) : null;
        Files.writeString(path, text);
        try {
            return Lint.check(
                            new Lint.Surroundings(
                                    new SettingsSource(root.resolve("config"), "", Map.of(), Map.of()),
                                    root.resolve("routes"),
                                    Instant.parse("2026-11-20T15:00:00Z")),
                            List.of())
                    .faults();
        } finally {
            if (before == null) {
                Files.delete(path);
            } else {
                Files.writeString(path, before);
            }
        }
    }
}
