package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.quotewell.doctor.Doctor;
import dev.quotewell.doctor.Finding;
import dev.quotewell.doctor.Finding.Level;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.sample.SampleMarket;
import dev.quotewell.settings.Settings;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the doctor finds on a real Redis and real ports. */
class DoctorIT {

    @TempDir
    private static Path directory;

    private static EmbeddedRedis server;
    private static SampleMarket market;
    private static RedisClient client;
    private static RedisCommands<String, String> redis;

    @BeforeAll
    static void start() {
        server = EmbeddedRedis.start(directory.resolve("redis"));
        market = SampleMarket.start(0, 1, InstantSource.system());
        client = RedisClient.create(RedisURI.create(server.uri()));
        redis = client.connect().sync();
    }

    @AfterAll
    static void stop() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        market.close();
        server.close();
    }

    private static Map<String, String> settings() {
        return new HashMap<>(TestSettings.of(server.uri(), market, directory.resolve("data")));
    }

    private static List<Finding> examine(Map<String, String> settings, Map<String, String> environment) {
        List<Finding> findings = new ArrayList<>();
        Doctor.examine(
                new Doctor.Patient(
                        Settings.read(Path.of("config"), "", environment, settings),
                        environment,
                        new Secrets(environment)::find,
                        Optional.empty(),
                        InstantSource.system()),
                findings::add);
        return findings;
    }

    private static List<String> bad(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.level() != Level.OK)
                .map(finding -> finding.level() + " " + finding.about() + ": " + finding.found())
                .toList();
    }

    @Test
    void a_redis_that_throws_keys_away_and_keeps_no_file_is_told() {
        redis.configSet("maxmemory-policy", "allkeys-lru");
        redis.configSet("appendonly", "no");
        try {
            assertThat(bad(examine(settings(), Map.of())))
                    .anyMatch(told -> told.startsWith("FAULT redis: maxmemory-policy is allkeys-lru"))
                    .anyMatch(told -> told.startsWith("WARNING redis: appendonly is no"));
        } finally {
            redis.configSet("maxmemory-policy", "noeviction");
            redis.configSet("appendonly", "yes");
        }
        assertThat(bad(examine(settings(), Map.of()))).noneMatch(told -> told.startsWith("FAULT"));
    }

    @Test
    void a_user_with_too_few_rights_and_a_full_redis_are_told() {
        redis.aclSetuser(
                "narrow",
                AclSetuserArgs.Builder.on()
                        .addPassword("not-a-secret")
                        .keyPattern("qw:*")
                        .channelPattern("*")
                        .allCommands()
                        .removeCommand(CommandType.XADD)
                        .removeCommand(CommandType.HSET)
                        .removeCommand(CommandType.CONFIG));
        Map<String, String> settings = settings();
        settings.put(
                "quotewell.redis.uri",
                "redis://narrow:not-a-secret@127.0.0.1:" + server.uri().getPort());
        redis.configSet("maxmemory", "1");
        try {
            List<Finding> findings = examine(settings, Map.of());
            assertThat(bad(findings))
                    .anyMatch(told -> told.equals("FAULT redis: The user narrow logs in and may not use HSET, XADD"))
                    .anyMatch(told -> told.startsWith("FAULT redis: Nothing can be stored: OOM"));
            assertThat(findings.toString()).doesNotContain("not-a-secret");
        } finally {
            redis.configSet("maxmemory", "0");
            redis.aclDeluser("narrow");
        }
    }

    @Test
    void a_redis_that_is_away_hides_nothing_else() {
        Map<String, String> settings = settings();
        settings.put("quotewell.redis.uri", "redis://127.0.0.1:1");

        List<Finding> findings = examine(settings, Map.of());

        assertThat(bad(findings)).anyMatch(told -> told.startsWith("FAULT redis: "));
        assertThat(findings).extracting(Finding::about).contains("providers", "calendars", "ports");
    }

    @Test
    void real_providers_are_judged_by_key_and_host_without_a_call() throws IOException {
        Path keys = Files.writeString(directory.resolve("keys"), "k");
        Map<String, String> settings = settings();
        settings.put("quotewell.upstream", "real");
        settings.remove("quotewell.upstream.providers");

        List<Finding> findings = examine(
                settings,
                Map.of("FINNHUB_API_KEY", "k", "FMP_API_KEY_FILE", keys + "-none", "FRED_API_KEY_FILE", "" + keys));

        assertThat(bad(findings))
                .anyMatch(told -> told.startsWith("FAULT provider fmp: The file that FMP_API_KEY_FILE names"))
                .anyMatch(told -> told.startsWith("FAULT secrets: FMP_API_KEY_FILE names"));
        assertThat(findings)
                .extracting(finding -> finding.level() + " " + finding.about() + ": " + finding.found())
                .anyMatch(told -> told.startsWith("OK provider alphavantage: It has no key"))
                // Whether this machine reaches the internet is no matter of this test.
                .anyMatch(told -> told.startsWith("FAULT providers: None of the ")
                        || told.matches("(OK|WARNING) provider finnhub: .*(its host answers|gives no answer).*"));
    }

    @Test
    void a_port_that_somebody_else_uses_is_a_fault_and_one_of_ours_is_not() throws IOException {
        Map<String, String> settings = settings();
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", http -> {
            byte[] answer = "{\"status\":404,\"error\":\"Not Found\"}".getBytes(StandardCharsets.UTF_8);
            http.getResponseHeaders().set("Content-Type", "application/json");
            http.sendResponseHeaders(404, answer.length);
            http.getResponseBody().write(answer);
            http.close();
        });
        other.start();
        try (Application running =
                Application.of(Settings.read(Path.of("config"), "", Map.of(), settings), Path.of("routes"), Map.of())) {
            running.start();
            settings.put("quotewell.api.port", running.api().replaceFirst(".*:", ""));
            settings.put(
                    "quotewell.api.management-port", "" + other.getAddress().getPort());

            List<Finding> findings = examine(settings, Map.of());

            assertThat(bad(findings))
                    .filteredOn(told -> told.startsWith("FAULT"))
                    .singleElement()
                    .asString()
                    .startsWith("FAULT ports: 127.0.0.1:" + other.getAddress().getPort()
                            + " (quotewell.api.management-port) cannot be bound");
            assertThat(findings)
                    .extracting(Finding::found)
                    .anyMatch(told -> told.endsWith("(quotewell.api.port) is served by a Quotewell that runs"));
        } finally {
            other.stop(0);
        }
    }

    @Test
    void the_command_tells_faults_by_its_exit_code_and_as_json(@TempDir Path config) throws IOException {
        TestTree.copy(Path.of("config"), config);
        Files.writeString(
                config.resolve("application.properties"),
                "quotewell.data = " + directory.resolve("data") + "\nquotewell.redis.uri = " + server.uri()
                        + "\nquotewell.api.port = 0\nquotewell.api.management-port = 0\n");
        assertThat(run("--config", config.toString())).isZero();

        out.getBuffer().setLength(0);
        assertThat(run("--config", config + "-none", "--json")).isEqualTo(1);
        assertThat(out.toString())
                .startsWith("{\"faults\":1,\"warnings\":0,\"findings\":[{\"level\":\"fault\",\"about\":\"settings\"");

        out.getBuffer().setLength(0);
        Files.writeString(config.resolve("providers/fmp.yaml"), "name: [");

        assertThat(run("--config", config.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("configuration", "./quotewell lint tells them all")
                .doesNotContain("\u001b");

        out.getBuffer().setLength(0);
        assertThat(run("--config", config.toString(), "--json")).isEqualTo(1);
        assertThat(out.toString()).startsWith("{\"faults\":1,").doesNotContain("\n\n");
    }

    private final StringWriter out = new StringWriter();

    private int run(String... words) {
        return new CommandLine(new DoctorCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(words);
    }
}
