package dev.quotewell.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A kind of mistake that operators make in a file, and what they are to be told of it.
 *
 * @param file below the folder that holds {@code routes} and {@code config}; a new one where {@code instead} is null
 * @param found the part of the shipped file that is replaced; empty for the whole of it
 * @param instead what is written there
 * @param toldFor the file that the fault is told for; mostly the same
 * @param line a part of the line that the fault is told for; empty for the first
 * @param told what the message holds
 */
public record Broken(String kind, String file, String found, String instead, String toldFor, String line, String told) {

    private static final String QUOTE = "routes/quote.camel.yaml";
    private static final String LOAD = "routes/quote-load.camel.yaml";
    private static final String SCHEDULE = "routes/schedule-us-shares.camel.yaml";
    private static final String RECORD = "routes/http-record.camel.yaml";
    private static final String NEW = "routes/new.camel.yaml";
    private static final String SETTINGS = "config/application.properties";
    private static final String PROVIDER = "config/providers/coinbase.yaml";

    private Broken(String kind, String file, String found, String instead, String line, String told) {
        this(kind, file, found, instead, file, line, told);
    }

    /** All kinds; each in one file, which is good again once it is put back. */
    public static List<Broken> all() {
        List<Broken> all = new ArrayList<>();
        all.add(new Broken(
                "syntax", QUOTE, "      uri: direct:quote\n", "      uri: [direct:quote\n", "", "broken YAML"));
        all.add(new Broken("tab", QUOTE, "      uri: direct", "\turi: direct", "\turi:", "broken YAML"));
        all.add(new Broken(
                "open quotation", QUOTE, "key: \"${header.key}\"", "key: \"${header.key}", "", "broken YAML"));
        all.add(new Broken("empty file", QUOTE, "", "", "", "found nothing"));
        all.add(new Broken(
                "name twice", QUOTE, "ttl: 15s", "ttl: 15s\n              ttl: 16s", "ttl: 16s", "ttl twice"));
        all.add(new Broken("unknown step", QUOTE, "        - to:", "        - too:", "- too:", "did you mean to?"));
        all.add(new Broken(
                "unknown option of a step", RECORD, "ref: read-record", "reff: read-record", "reff", "found reff"));
        all.add(new Broken("unknown parameter", QUOTE, "ttl: 15s", "ttll: 15s", "ttll", "did you mean ttl?"));
        all.add(new Broken(
                "unknown component",
                QUOTE,
                "cache-aside:quote",
                "cache-asid:quote",
                "cache-asid",
                "mean cache-aside?"));
        all.add(new Broken(
                "missing placeholder",
                "routes/requests.camel.yaml",
                "{{requests.claim-after}}",
                "{{requests.clam-after}}",
                "clam-after",
                "did you mean requests.claim-after?"));
        all.add(new Broken("duplicate id", NEW, "", """
                - route:
                    id: quote
                    from:
                      uri: direct:other
                      steps:
                        - log: "x"
                """, "id: quote", "a second time"));
        all.add(new Broken("second start", NEW, "", """
                - route:
                    id: other
                    from:
                      uri: direct:quote
                      steps:
                        - log: "x"
                """, "uri: direct:quote", "second route that begins at"));
        all.add(new Broken("port clash", NEW, "", """
                - route:
                    id: other
                    from:
                      uri: platform-http:/v1/{dataset}/{key}
                      parameters: { httpMethodRestrict: GET }
                      steps:
                        - log: "x"
                """, "uri: platform-http", "second route that begins at"));
        all.add(new Broken(
                "step of another route", NEW, "", """
                - route:
                    id: other
                    from:
                      uri: direct:other
                      steps:
                        - log: { id: quote-cache, message: "x" }
                """, "id: quote-cache", "the id quote-cache a second time"));
        all.add(new Broken("name of a file", "routes/new.camel.yml", "", """
                - route:
                    id: other
                    from:
                      uri: direct:other
                      steps:
                        - log: "x"
                """, "", "no route is read from"));
        all.add(new Broken(
                "folder of its own",
                "routes/mine/new.camel.yaml",
                "",
                """
                - route:
                    id: other
                    from:
                      uri: direct:other
                      steps:
                        - log: "x"
                """,
                "routes/mine",
                "",
                "a folder that no route is read from"));
        all.add(new Broken(
                "conflict of a merge",
                QUOTE,
                "              jitter: 0.1",
                "<<<<<<< HEAD\n              jitter: 0.1\n=======\n              jitter: 0.2\n>>>>>>> other",
                "<<<<<<< HEAD",
                "conflict"));
        all.add(new Broken("indentation", QUOTE, "      steps:", "    steps:", "    steps:", "found steps in route"));
        all.add(new Broken("route without a name", NEW, "", """
                - from:
                    uri: direct:other
                    steps:
                      - log: "x"
                """, "- from:", "found no id of a route"));
        all.add(new Broken(
                "unknown exception",
                "routes/errors.camel.yaml",
                "java.lang.Throwable",
                "java.lang.Thrwable",
                "Thrwable",
                "java.lang.Thrwable"));
        all.add(new Broken(
                "unknown key of the settings",
                SETTINGS,
                "quotewell.redis.timeout =",
                "quotewell.redis.timout =",
                "timout",
                "did you mean quotewell.redis.timeout?"));
        all.add(new Broken(
                "bad value of the settings", SETTINGS, "alarm = 100000", "alarm = many", "many", "a whole number"));
        all.add(new Broken(
                "bad cron of the settings",
                SETTINGS,
                "schedule.us-shares.cron = 0 *",
                "schedule.us-shares.cron = 0 99",
                SCHEDULE,
                "cron:",
                "0 99"));
        all.add(new Broken("no id", NEW, "", """
                - route:
                    from:
                      uri: direct:other
                      steps:
                        - log: "x"
                """, "- route:", "found no id"));
        all.add(new Broken("no start", NEW, "", """
                - route:
                    id: other
                    steps:
                      - log: "x"
                """, "", "from"));
        all.add(new Broken("bad cron", SCHEDULE, "\"{{schedule.us-shares.cron}}\"", "\"0 99 * * * ?\"", "99", "cron"));
        all.add(new Broken("bad time zone", SCHEDULE, "New_York", "New_Yrok", "New_Yrok", "timeZone"));
        all.add(new Broken("unknown market", SCHEDULE, "XNYS", "XNYZ", "XNYZ", "XNYZ"));
        all.add(new Broken("bad enumeration", SCHEDULE, "missedRun: skip", "missedRun: skipp", "skipp", "mean skip?"));
        all.add(new Broken("bad duration", QUOTE, "ttl: 15s", "ttl: 15 sceonds", "sceonds", "duration such as"));
        all.add(new Broken("bad number", QUOTE, "jitter: 0.1", "jitter: some", "jitter: some", "is a number"));
        all.add(new Broken(
                "bad truth value of a step",
                LOAD,
                "failoverLoadBalancer: {}",
                "failoverLoadBalancer: { roundRobin: maybe }",
                "",
                "[maybe]"));
        all.add(new Broken(
                "bad simple", RECORD, "direct:${header.dataset}", "direct:${heder.dataset}", "heder", "simple"));
        all.add(new Broken("bad jq in a route", NEW, "", """
                - route:
                    id: other
                    from:
                      uri: direct:other
                      steps:
                        - setBody: { jq: ".a | |" }
                """, "jq:", "jq"));
        all.add(new Broken(
                "unknown provider",
                LOAD,
                "direct:coinbase-quote",
                "direct:conbase-quote",
                "conbase",
                "coinbase-quote?"));
        all.add(new Broken(
                "unknown bean", RECORD, "ref: write-record", "ref: write-recrod", "write-recrod", "write-record?"));
        all.add(new Broken(
                "unknown error handling",
                RECORD,
                "routeConfigurationId: http-errors",
                "routeConfigurationId: http-erors",
                "http-erors",
                "http-errors"));
        all.add(new Broken("missing template parameter", NEW, "", """
                - templatedRoute:
                    routeTemplateRef: provider-call
                    routeId: other
                    parameters:
                      - { name: provider, value: other }
                """, "", "dataset"));
        all.add(new Broken(
                "unknown watchlist",
                SCHEDULE,
                "requests('us-shares'",
                "requests('us-shars'",
                "us-shars",
                "us-shares?"));
        all.add(new Broken(
                "step that only starts",
                RECORD,
                "uri: \"direct:${header.dataset}\"",
                "uri: \"schedule:x\"",
                "schedule:x",
                "as a step"));
        all.add(new Broken("bridged caller", NEW, "", """
                - route:
                    id: other
                    from:
                      uri: direct:other
                      steps:
                        - to: { uri: "http:example.com", parameters: { bridgeEndpoint: true } }
                """, "bridgeEndpoint", "bridgeEndpoint"));
        all.add(new Broken("address from a header", NEW, "", """
                - route:
                    id: other
                    from:
                      uri: direct:other
                      steps:
                        - toD: { uri: "http:${header.host}/x" }
                """, "toD", "whoever sends the message"));
        all.add(new Broken("secret in clear", NEW, "", """
                - route:
                    id: other
                    from:
                      uri: direct:other
                      steps:
                        - to: { uri: "http:example.com/x?apikey=3f5a77c1" }
                """, "apikey", "secret in clear"));
        all.add(new Broken(
                "stale shorter than fresh", QUOTE, "staleIfError: 6h", "staleIfError: 5s", "staleIfError: 5s", "ttl"));
        all.add(new Broken("sink that does not start", NEW, "", """
                - route:
                    id: other
                    from:
                      uri: direct:other
                      steps:
                        - log: "x"
                - route:
                    id: another
                    from:
                      uri: "file:/nowhere-at-all?startingDirectoryMustExist=true&autoCreate=false"
                      steps:
                        - log: "x"
                """, "id: another", "nowhere-at-all"));
        all.add(new Broken(
                "unknown field of a provider", PROVIDER, "requester:", "requster:", "requster", "requester"));
        all.add(new Broken("bad jq of a provider", PROVIDER, ".price | decimal,", ".price | decmal,", "", "decmal"));
        all.add(new Broken("bad budget", PROVIDER, "limit: 3, per: 1s", "limit: -3, per: 1s", "limit: -3", "-3"));
        all.add(new Broken(
                "broken schema",
                "config/datasets/quote.schema.json",
                "\"properties\"",
                "\"properties",
                "",
                "expected ',"));
        all.add(new Broken("bad market", "config/markets/xnys.yaml", "09:30", "9h30", "9h30", "9h30"));
        all.add(new Broken(
                "bad watchlist",
                "config/watchlists/us-shares.yaml",
                "dataset: quote",
                "dataset: qoute",
                "qoute",
                "qoute"));
        all.add(new Broken(
                "more than the budget",
                "config/watchlists/us-shares.yaml",
                "keys: [",
                "keys: [" + manySymbols(),
                "routes/schedule-us-shares.camel.yaml",
                "cron:",
                "finnhub"));
        return all;
    }

    /** What is seen without building the routes. */
    public boolean isSeenByLint() {
        return !List.of("sink that does not start", "bad truth value of a step").contains(kind);
    }

    private static String manySymbols() {
        return IntStream.range(0, 100)
                .mapToObj(i -> "A" + (char) ('A' + i / 26) + (char) ('A' + i % 26) + ", ")
                .collect(Collectors.joining());
    }

    /** Writes the mistake. */
    public void breakIn(Path root) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        if (found.isEmpty()) {
            Files.writeString(path, instead);
            return;
        }
        String text = Files.readString(path);
        assertThat(text).as(kind).contains(found);
        Files.writeString(path, text.replaceFirst(Pattern.quote(found), Matcher.quoteReplacement(instead)));
    }

    /** Puts back what shipped. */
    public void mend(Path root, Path shipped) throws IOException {
        Path good = shipped.resolve(file);
        if (Files.exists(good)) {
            Files.write(root.resolve(file), Files.readAllBytes(good));
        } else {
            Files.deleteIfExists(root.resolve(file));
        }
    }

    @Override
    public String toString() {
        return kind;
    }
}
