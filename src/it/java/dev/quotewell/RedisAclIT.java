package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.cache.CacheKey;
import dev.quotewell.doctor.Doctor;
import dev.quotewell.doctor.Finding;
import dev.quotewell.redis.ProductionRedis;
import dev.quotewell.redis.RedisKeys;
import dev.quotewell.sample.Mode;
import dev.quotewell.sample.SampleMarket;
import dev.quotewell.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The users of {@code config/redis-users.acl} on a real Redis: each can do its work and nothing else. */
class RedisAclIT {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static SampleMarket market;
    private static ProductionRedis redis;
    private static Application application;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        market = SampleMarket.start(0, 1, InstantSource.system());
        redis = ProductionRedis.start(directory);
        application = application(redis, directory);
    }

    /** With budgets, and a schedule that ticks at every hour of every day. */
    private static Application application(ProductionRedis redis, Path directory) throws IOException {
        Path routes = directory.resolve("routes");
        TestTree.copy(Path.of("routes"), routes);
        Path schedule = routes.resolve("schedule-us-shares.camel.yaml");
        Files.writeString(
                schedule,
                Files.readString(schedule)
                        .replaceFirst(" +onlyInSession: .*\\n", "")
                        .replaceFirst("spread: 30s", "spread: 1s"));
        Map<String, String> settings =
                TestSettings.of(URI.create("redis://127.0.0.1:1"), market, directory.resolve("data"));
        settings.remove("quotewell.redis.uri");
        settings.put("quotewell.upstream.budgets", "true");
        settings.put("schedule.us-shares.cron", "0/5 * * * * ?");
        Map<String, String> environment =
                Map.of("QUOTEWELL_REDIS_URI_FILE", redis.uriFile().toString());
        Application application =
                Application.of(Settings.read(Path.of("config"), "", environment, settings), routes, environment);
        application.start();
        return application;
    }

    @AfterAll
    static void stop() {
        application.close();
        redis.close();
        market.close();
    }

    private static HttpResponse<String> send(String method, String url, String body) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(PATIENCE)
                            .method(method, BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> get(String path) {
        return send("GET", application.api() + path, "");
    }

    private static String management(Application application) {
        return application.addresses().replaceAll(".*management=(\\S+)/observe.*", "$1");
    }

    /** For a bounded time. */
    private static void await(String what, BooleanSupplier reached) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain until " + what).isLessThan(until);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static String ask(String... words) {
        return String.join(" ", redis.ask("quotewell", words));
    }

    private static String stream(String name) {
        return ask("XRANGE", name, "-", "+");
    }

    @Test
    void the_application_does_all_its_work_without_a_refusal() {
        answersOverHttp();
        answersMessages();
        worksOnASchedule();
        letsOperatorsLook();
        evicts();

        assertThat(String.join(" ", redis.ask("operator", "ACL", "LOG")))
                .as("what Redis refused")
                .doesNotContain("username quotewell");
        assertEveryMetricOfAlertsAndDashboardIsThere();
    }

    @Test
    void the_doctor_finds_nothing_to_mend_in_a_redis_set_up_like_this() {
        Map<String, String> settings = TestSettings.of(URI.create("redis://127.0.0.1:1"), market, Path.of("unused"));
        settings.remove("quotewell.redis.uri");
        Map<String, String> environment =
                Map.of("QUOTEWELL_REDIS_URI_FILE", redis.uriFile().toString());
        List<Finding> findings = new ArrayList<>();
        Doctor.examine(
                new Doctor.Patient(
                        Settings.read(Path.of("config"), "", environment, settings),
                        environment,
                        new Secrets(environment)::find,
                        Optional.empty(),
                        InstantSource.system()),
                findings::add);
        // What it tried in vain is told there.
        redis.ask("operator", "ACL", "LOG", "RESET");

        assertThat(findings)
                .filteredOn(finding -> finding.about().equals("redis"))
                .allSatisfy(finding ->
                        assertThat(finding.level()).as(finding.found()).isEqualTo(Finding.Level.OK))
                .extracting(Finding::found)
                .contains("The user quotewell logs in and may do what it needs, and no more");
    }

    private static void answersOverHttp() {
        assertThat(get("/v1/quote/AAPL").statusCode()).isEqualTo(200);
        assertThat(get("/v1/quote/AAPL").headers().firstValue("Cache-Status"))
                .hasValueSatisfying(status -> assertThat(status).contains("hit"));
        assertThat(get("/v1/quote/NOSUCH").statusCode()).isEqualTo(404);
        assertThat(get("/v1/quote?keys=AAPL,MSFT,NOSUCH").statusCode()).isEqualTo(200);
        assertThat(get("/v1/fx/EURUSD").statusCode()).isEqualTo(200);
        assertThat(get("/v1/profile/AAPL").statusCode()).isEqualTo(200);
        assertThat(get("/v1/series/FRED:GDP").statusCode()).isEqualTo(200);
        assertThat(get("/v1/bars/AAPL?interval=1d&from=2026-01-02&to=2026-03-31")
                        .statusCode())
                .isEqualTo(200);
        SampleMarket.providers().forEach(provider -> market.mode(provider, Mode.FAIL));
        assertThat(get("/v1/quote/ORCL").statusCode()).isEqualTo(502);
        assertThat(get("/v1/quote/ORCL").statusCode()).isEqualTo(502);
        market.reset();
    }

    private static void answersMessages() {
        HttpResponse<String> accepted =
                send("POST", application.api() + "/v1/requests", "{\"dataset\":\"quote\",\"keys\":[\"KO\",\"DIS\"]}");
        assertThat(accepted.statusCode()).isEqualTo(202);
        String location = accepted.headers().firstValue("Location").orElseThrow();
        await("the request is done", () -> get(location).body().contains("\"done\""));

        ask("XADD", "qw:requests", "*", "body", "{\"id\":\"r-1\",\"dataset\":\"quote\",\"keys\":[\"IBM\"]}");
        ask("XADD", "qw:requests", "*", "body", "no request");
        await("it is answered", () -> stream("qw:replies").contains("r-1"));
        await("it is a dead letter", () -> stream("qw:dlq").contains("no request"));
        await("events are out", () -> stream("qw:events").contains("\"subject\":\"IBM\""));
        assertThat(send("POST", application.api() + "/v1/dlq/replay", "{\"all\":true}")
                        .statusCode())
                .isEqualTo(200);
    }

    private static void worksOnASchedule() {
        await("a tick was worked on", () -> ask("GET", "qw:schedule:us-shares").matches("\\d+"));
        await("what it asked for is loaded", () -> stream("qw:events").contains("\"subject\":\"TSLA\""));
    }

    private static void letsOperatorsLook() {
        assertThat(get("/v1/cache").statusCode()).isEqualTo(200);
        assertThat(get("/v1/entries?dataset=quote").statusCode()).isEqualTo(200);
        for (String path : List.of("/v1/outbox", "/v1/streams", "/v1/dlq", "/v1/providers", "/v1/providers/finnhub")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(send("POST", application.api() + "/v1/outbox/replay", "{\"since\":\"2020-01-01T00:00:00Z\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(send("GET", management(application) + "/observe/health/ready", "")
                        .statusCode())
                .isEqualTo(200);
    }

    private static void evicts() {
        for (String query : List.of(
                "dataset=quote&key=AAPL", "tag=provider:finnhub", "dataset=fx&tag=symbol:EURUSD", "dataset=bars")) {
            assertThat(send("DELETE", application.api() + "/v1/entries?" + query.replace(":", "%3A"), "")
                            .statusCode())
                    .as(query)
                    .isEqualTo(200);
        }
        assertThat(get("/v1/quote/AAPL").headers().firstValue("Cache-Status").orElseThrow())
                .contains("fwd=miss");
    }

    private static void assertEveryMetricOfAlertsAndDashboardIsThere() {
        assertThat(MonitoringFiles.metrics())
                .contains("quotewell_cache_gets_total", "quotewell_redis_memory_max", "jvm_memory_used_bytes");
        for (String metric : MonitoringFiles.metrics()) {
            await(
                    metric + " is there",
                    () -> send("GET", management(application) + "/observe/metrics", "")
                            .body()
                            .lines()
                            .anyMatch(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FLUSHALL",
                "FLUSHDB",
                "SWAPDB 0 1",
                "SHUTDOWN NOSAVE",
                "CONFIG GET *",
                "CONFIG SET maxmemory 0",
                "ACL LIST",
                "ACL SETUSER quotewell +@all",
                "KEYS *",
                "MONITOR",
                "REPLICAOF NO ONE",
                "SCRIPT FLUSH",
                "FUNCTION FLUSH",
                "CLIENT KILL TYPE normal",
                "MODULE LIST",
                "MIGRATE 127.0.0.1 1 qw:a 0 1",
                "BGSAVE",
                "GET others:key",
                "SET others:key x",
                "XADD others:stream * a b",
                "MGET qw:a others:key",
                "PUBLISH others:channel x",
                "SUBSCRIBE others:channel",
                "PSUBSCRIBE *",
                "EVAL redis.call('FLUSHALL') 0",
                "EVAL return(redis.call('GET','others:key')) 0"
            })
    void the_application_is_refused_what_is_not_its_work(String command) {
        assertThat(ask(command.split(" ", -1)))
                .containsPattern("no permissions|the script can't (run this command|access at least one of the keys)");
    }

    @Test
    void without_a_name_nobody_is_let_in() {
        assertThat(redis.ask("default", "PING")).asString().contains("NOAUTH");
        assertThat(redis.ask("default", "AUTH", "default", "")).asString().contains("WRONGPASS");
        assertThat(redis.ask("default", "HELLO", "3")).asString().contains("NOAUTH");
        assertThat(redis.ask("default", "AUTH", "operator", "guess")).asString().contains("WRONGPASS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INFO",
                "DBSIZE",
                "SCAN 0 COUNT 1",
                "TYPE qw:events",
                "XLEN qw:events",
                "MEMORY USAGE qw:events",
                "MEMORY DOCTOR",
                "SLOWLOG GET 1",
                "LATENCY LATEST",
                "CLIENT LIST",
                "CONFIG GET maxmemory",
                "LASTSAVE",
                "BGREWRITEAOF",
                "ACL LOG",
                "ACL WHOAMI",
                "ACL LOAD"
            })
    void an_operator_sees_how_Redis_stands(String command) {
        assertThat(redis.ask("operator", command.split(" ", -1)).toString())
                .doesNotStartWith("[ERR")
                .doesNotStartWith("[NOPERM");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FLUSHALL",
                "SET qw:a b",
                "DEL qw:events",
                "XADD qw:events * a b",
                "XTRIM qw:events MAXLEN 0",
                "CONFIG SET maxmemory 0",
                "SHUTDOWN",
                "KEYS *",
                "ACL SETUSER operator +@all",
                "ACL LIST",
                "EVAL return(1) 0",
                "PUBLISH qw:wake x",
                "GET others:key"
            })
    void an_operator_changes_no_data(String command) {
        assertThat(redis.ask("operator", command.split(" ", -1))).asString().contains("no permissions");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INFO",
                "SELECT 0",
                "MODULE LIST",
                "SCAN 0 COUNT 1",
                "TYPE qw:events",
                "XLEN qw:events",
                "TTL qw:events"
            })
    void Redis_Commander_looks(String command) {
        assertThat(redis.ask("commander", command.split(" ", -1)).toString())
                .doesNotStartWith("[ERR")
                .doesNotStartWith("[NOPERM");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET qw:a b",
                "DEL qw:events",
                "EXPIRE qw:events 1",
                "FLUSHDB",
                "CONFIG SET maxmemory 0",
                "BGSAVE",
                "SLOWLOG GET",
                "ACL LIST",
                "MONITOR",
                "SUBSCRIBE qw:wake",
                "PUBLISH qw:wake x",
                "EVAL return(1) 0",
                "RENAME qw:a qw:b",
                "GET others:key"
            })
    void and_changes_nothing(String command) {
        assertThat(redis.ask("commander", command.split(" ", -1))).asString().contains("no permissions");
    }

    @Test
    void a_full_Redis_keeps_the_outbox_request_ids_and_budgets_and_callers_are_still_answered(@TempDir Path directory)
            throws IOException {
        try (ProductionRedis small = ProductionRedis.start(directory, "maxmemory 8mb");
                Application instance = application(small, directory)) {
            String url = instance.api() + "/v1/quote/";
            assertThat(send("GET", url + "KO", "").statusCode()).isEqualTo(200);
            for (int i = 0; i < 200; i++) {
                small.ask("quotewell", "XADD", "qw:outbox-kept:{00}", "*", "body", "event " + i);
                small.ask("quotewell", "SET", "qw:idem:request:kept-" + i, "done", "PX", "86400000");
                small.ask("quotewell", "HSET", "qw:budget:{kept}:" + i, "1m", "1");
                small.ask("quotewell", "PEXPIRE", "qw:budget:{kept}:" + i, "600000");
            }
            fill(small);

            // Neither it nor the others asked for here are on the watchlist, whose schedule may have loaded them.
            HttpResponse<String> answer = send("GET", url + "DIS", "");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Cache-Status").orElseThrow())
                    .contains("fwd=miss")
                    .doesNotContain("stored");
            assertThat(send("GET", url + "KO", "").statusCode()).isEqualTo(200);
            assertThat(small.ask("quotewell", "XLEN", "qw:outbox-kept:{00}")).containsExactly("200");
            for (int i = 0; i < 200; i++) {
                assertThat(small.ask("quotewell", "GET", "qw:idem:request:kept-" + i))
                        .containsExactly("done");
                assertThat(small.ask("quotewell", "HGET", "qw:budget:{kept}:" + i, "1m"))
                        .containsExactly("1");
            }
            assertThat(small.ask("operator", "INFO", "stats")).asString().contains("evicted_keys:0");

            assertThat(send("DELETE", instance.api() + "/v1/entries?dataset=quote", "")
                            .statusCode())
                    .isEqualTo(200);
            await(
                    "it stores again",
                    () -> send("GET", url + "ORCL", "")
                            .headers()
                            .firstValue("Cache-Status")
                            .orElse("")
                            .contains("hit"));
        }
    }

    /** Redis reads its append-only file as the user default, which nobody may be. */
    @Test
    void what_was_written_in_one_step_is_there_after_a_restart(@TempDir Path directory) {
        String[] both = {"qw:quote:KO:{01}", "qw:outbox:{01}"};
        try (ProductionRedis before = ProductionRedis.start(directory)) {
            String script =
                    "redis.call('SET', KEYS[1], 'x') redis.call('XADD', KEYS[2], '*', 'body', 'x') return 'done'";
            assertThat(before.ask("quotewell", "EVAL", script, "2", both[0], both[1]))
                    .containsExactly("done");
        }

        try (ProductionRedis after = ProductionRedis.start(directory)) {
            assertThat(after.ask("quotewell", "EXISTS", both[0], both[1])).containsExactly("2");
        }
    }

    /** With entries that live as long as real ones, until Redis takes no more, by far. */
    private static void fill(ProductionRedis redis) {
        for (int i = 0; i < 2000; i++) {
            if (set(redis, "F" + i, 20_000).contains("OOM")) {
                // Room is looked for when a script begins, so its value goes well beyond.
                redis.ask("quotewell", "UNLINK", name("F" + (i - 1)), name("F" + (i - 2)), name("F" + (i - 3)));
                String large = "return redis.call('SET', KEYS[1], string.rep('x', 900000), 'PX', '21600000')";
                await(
                        "there is a little room",
                        () -> redis.ask("quotewell", "EVAL", large, "1", name("LARGE"))
                                .contains("OK"));
                assertThat(set(redis, "MORE", 1)).contains("OOM");
                return;
            }
        }
        throw new AssertionError("Redis was never full");
    }

    private static String set(ProductionRedis redis, String key, int size) {
        return redis.ask("quotewell", "SET", name(key), "x".repeat(size), "PX", "21600000")
                .toString();
    }

    private static String name(String key) {
        return new RedisKeys("qw:").entry(new CacheKey("quote", key));
    }
}
