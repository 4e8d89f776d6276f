package dev.quotewell.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.cache.CachePolicy;
import dev.quotewell.json.Json;
import dev.quotewell.provider.ApiBudget;
import dev.quotewell.routefile.Placeholders;
import dev.quotewell.traffic.Setup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetupFilesTest {

    private static final Placeholders PLACEHOLDERS = new Placeholders(
            Map.of(
                    "cache.honour-request-cache-control",
                    "{{callers.may-ask}}",
                    "callers.may-ask",
                    "true",
                    "schedule.us-shares.cron",
                    "0 * * * * ?"),
            Map.of());

    @TempDir
    private Path routes;

    private static SetupFiles.Found read(Path routes) {
        return SetupFiles.read(
                routes,
                Path.of("config/watchlists"),
                PLACEHOLDERS,
                Traffics.SHIPPED,
                provider -> new Setup.Source(provider.apiBudget(), true, 1),
                new Setup.BreakerRule(5, Duration.ofSeconds(30)));
    }

    @Test
    void reads_the_routes_as_they_ship() {
        SetupFiles.Found found = read(Path.of("routes"));

        assertThat(found.faults()).isEmpty();
        assertThat(found.setup().steps()).containsOnlyKeys("bars", "fx", "profile", "quote", "series");
        Setup.Step quote = Objects.requireNonNull(found.setup().steps().get("quote"));
        assertThat(quote.policy())
                .isEqualTo(CachePolicy.builder()
                        .ttl(Duration.ofSeconds(15))
                        .jitter(0.1)
                        .staleWhileRevalidate(Duration.ofSeconds(45))
                        .staleIfError(Duration.ofHours(6))
                        .negativeTtl(Duration.ofMinutes(10))
                        .failureBackoff(Duration.ofSeconds(1))
                        .failureBackoffMax(Duration.ofSeconds(30))
                        .nearTtl(Duration.ofSeconds(5))
                        .softTimeout(Duration.ofMillis(400))
                        .hardTimeout(Duration.ofSeconds(10))
                        .build());
        assertThat(quote.whenClosed()).isEqualTo("until-open");
        assertThat(quote.honoursDirectives()).isTrue();
        assertThat(quote.providers())
                .startsWith("finnhub", "brapi", "twelvedata")
                .endsWith("coingecko", "yahoo");
        assertThat(Objects.requireNonNull(found.setup().steps().get("bars")).whenFinal())
                .isEqualTo(Duration.ofDays(30));
        assertThat(Objects.requireNonNull(found.setup().sources().get("finnhub"))
                        .budget())
                .isNotEqualTo(ApiBudget.NONE);
    }

    @Test
    void reads_the_schedules_with_what_they_ask_for() {
        assertThat(read(Path.of("routes")).setup().schedules())
                .containsExactly(Map.entry(
                        "us-shares",
                        new Setup.Schedule(
                                "0 * * * * ?",
                                "America/New_York",
                                "XNYS",
                                Duration.ofSeconds(30),
                                "quote",
                                List.of(
                                        "AAPL", "MSFT", "GOOGL", "AMZN", "NVDA", "META", "TSLA", "IBM", "JPM",
                                        "BRK-B"))));
    }

    private SetupFiles.Found readSchedule(String rest) throws IOException {
        write("loader: direct:quote-load");
        Files.writeString(routes.resolve("ticks.camel.yaml"), "- route:\n" + rest.indent(4));
        return read(routes);
    }

    @Test
    void a_schedule_without_a_watchlist_is_known_and_one_that_is_not_started_is_none() throws IOException {
        String mine = """
            from:
              uri: schedule:mine?cron=0+0+3+*+*+?
              steps: [{ to: "direct:archive" }]
            """;

        assertThat(readSchedule(mine.replace('+', ' ')).setup().schedules())
                .containsExactly(Map.entry(
                        "mine", new Setup.Schedule("0 0 3 * * ?", "UTC", null, Duration.ZERO, "", List.of())));
        assertThat(readSchedule("autoStartup: false\n" + mine.replace('+', ' '))
                        .setup()
                        .schedules())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        cron: "0 * * * *"                              | routes/ticks.camel.yaml:5:18: found no usable schedule: Unexpected end of expression.
        cron: "0 0 3 * * ?", timeZone: America/NewYork | found no usable schedule: there is no time zone America/NewYork
        cron: "0 0 3 * * ?", onlyInSession: XNYX       | found no usable schedule: there is no market XNYX
        cron: "0 0 3 * * ?", spread: long              | found long in spread, allowed is a duration such as 30s or 5m
        cron: "{{when}}"                               | found {{when}}, which no property resolves
        """)
    void a_schedule_that_is_none_is_told(String parameters, String fault) throws IOException {
        SetupFiles.Found found = readSchedule("""
            from:
              uri: schedule:mine
              parameters:
                { %s }
              steps:
                - bean: { ref: watchlists, method: "requests('us-shares', ${header.CamelScheduleTick})" }
            """.formatted(parameters));

        assertThat(found.faults()).anyMatch(told -> told.contains(fault.replace("routes/", routes + "/")));
    }

    @Test
    void a_watchlist_that_is_not_there_is_told() throws IOException {
        assertThat(readSchedule("""
            from:
              uri: schedule:mine
              parameters: { cron: "0 0 3 * * ?" }
              steps:
                - bean: { ref: watchlists, method: "requests('mine', ${header.CamelScheduleTick})" }
            """).faults())
                .containsExactly(
                        "config/watchlists/mine.yaml: there is no such watchlist, allowed is one of us-shares");
    }

    @Test
    void knows_all_options_of_the_step() throws IOException {
        List<String> options = new ArrayList<>();
        try (InputStream catalog = Objects.requireNonNull(
                getClass().getResourceAsStream("/META-INF/dev/quotewell/camel/cache-aside.json"))) {
            for (Map.Entry<String, JsonNode> option :
                    Json.mapper().readTree(catalog).path("properties").properties()) {
                if (option.getValue().path("kind").asText().equals("parameter")) {
                    options.add(option.getKey() + ": "
                            + option.getValue().path("defaultValue").asText("until-open"));
                }
            }
        }
        assertThat(options).hasSizeGreaterThan(15);
        write(String.join("\n", options).replace("loader: until-open", "loader: direct:quote-load"));

        assertThat(read(routes).faults()).isEmpty();
    }

    /** A route of quotes, its loader, and the step's parameters as given. */
    private void write(String parameters) throws IOException {
        Files.writeString(routes.resolve("quote.camel.yaml"), """
            - route:
                from:
                  uri: direct:quote
                  steps:
                    - to:
                        uri: cache-aside:quote
                        parameters:
            """ + parameters.indent(14));
        Files.writeString(routes.resolve("quote-load.camel.yaml"), """
            - route:
                from:
                  uri: direct:quote-load
                  steps:
                    - loadBalance:
                        failoverLoadBalancer: {}
                        steps:
                          - to: direct:coinbase-quote
                          - to: { uri: "direct:finnhub-quote" }
            """);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ttl: soon            | quote.camel.yaml:9:20: found soon in ttl, allowed is a duration such as 15s, 500ms or 6h
        ttl: 0s              | quote.camel.yaml:9:20: found that ttl is 0ms, must be at least 1ms
        jitter: 3            | quote.camel.yaml:9:23: found that jitter is 3.0, must be between 0 and 1
        jitter: some         | quote.camel.yaml:9:23: found some in jitter, allowed is a number from 0 to 1
        batchSize: 0         | quote.camel.yaml:9:26: found 0 in batchSize, allowed is a whole number from 1 on
        ttlWhenClosed: later | quote.camel.yaml:9:30: found later in ttlWhenClosed, allowed is a duration such as 15s, 500ms or 6h, or until-open
        ttl: "{{quote.ttl}}" | quote.camel.yaml:9:21: found {{quote.ttl}}, which no property resolves: set quote.ttl in application.properties
        """)
    void a_wrong_parameter_is_told_with_its_place(String parameter, String fault) throws IOException {
        write("loader: direct:quote-load\n" + parameter);

        assertThat(read(routes).faults()).contains(routes + "/" + fault);
    }

    @Test
    void a_misspelled_parameter_a_missing_loader_and_an_unknown_provider_are_told_at_once() throws IOException {
        write("loader: direct:quotes-load\ntll: 5s");
        Files.writeString(routes.resolve("fx.camel.yaml"), """
            - route: { from: { uri: direct:fx, steps: [ { to: 'cache-aside:fx?loader=direct:fx-load' } ] } }
            - route: { from: { uri: direct:fx-load, steps: [ { to: 'direct:ecbb-fx' } ] } }
            """);
        assertThat(read(routes).faults())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isEqualTo(routes + "/fx.camel.yaml:2:57: found direct:ecbb-fx, allowed is"
                                        + " direct:<provider>-fx with a provider of config/providers"),
                        second -> assertThat(second)
                                .contains("quote.camel.yaml:8:23: found the loader direct:quotes-load, allowed is"),
                        third -> assertThat(third)
                                .contains("quote.camel.yaml:9:20: found tll in cache-aside:quote, allowed are"));
    }

    @Test
    void broken_yaml_is_told_with_its_place() throws IOException {
        write("loader: direct:quote-load");
        Files.writeString(routes.resolve("broken.camel.yaml"), "- route:\n    id: [\n");

        assertThat(read(routes).faults())
                .singleElement()
                .asString()
                .contains("broken.camel.yaml:3:1: found broken YAML");
    }

    @ParameterizedTest
    @CsvSource({"500, PT0.5S", "1h30m, PT1H30M", "PT15S, PT15S", "2d, PT48H", "100ms, PT0.1S"})
    void durations_are_read_as_camel_reads_them(String text, Duration duration) {
        assertThat(StepParameters.duration(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"-5s", "5 s", "99999999999999999999s", "Px"})
    void what_is_no_duration_is_none(String text) {
        assertThat(StepParameters.duration(text)).isNull();
    }
}
