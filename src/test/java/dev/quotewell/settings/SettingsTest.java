package dev.quotewell.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @TempDir
    private Path config;

    private Settings read(String properties, Map<String, String> environment, Map<String, String> commandLine)
            throws IOException {
        Files.writeString(config.resolve("application.properties"), properties);
        return Settings.read(config, "", environment, commandLine);
    }

    @Test
    void has_a_default_for_everything() throws IOException {
        Settings settings = read("", Map.of(), Map.of());

        assertThat(settings.data()).isEqualTo(Path.of("data"));
        assertThat(settings.api()).isEqualTo(new ApiSettings("127.0.0.1", 8080, "127.0.0.1", 9876));
        assertThat(settings.redis())
                .isEqualTo(new RedisSettings("embedded", "qw:", Duration.ofMillis(500), 1024, TlsFiles.NONE));
        assertThat(settings.access())
                .isEqualTo(new AccessSettings(
                        null, false, 0, Duration.ofMinutes(1), Duration.ofSeconds(15), 10_000, TlsFiles.NONE, null));
        assertThat(settings.near()).isEqualTo(new NearSettings(64L << 20));
        assertThat(settings.upstream()).isEqualTo(new UpstreamSettings("sample", Set.of(), true, 0, 1));
        assertThat(settings.breaker()).isEqualTo(new BreakerSettings(5, Duration.ofSeconds(30)));
        assertThat(settings.requests()).isEqualTo(new RequestSettings(8L << 20));
        assertThat(settings.outbox()).isEqualTo(new OutboxSettings(100_000, 500_000));
        assertThat(settings.recording()).isEqualTo(new RecordingSettings(null, 1L << 30));
        assertThat(settings.watch()).isTrue();
        assertThat(settings.others()).isEmpty();
    }

    @Test
    void every_key_arrives() throws IOException {
        Path pem = Files.writeString(config.resolve("a.pem"), "");
        String files = """
                quotewell.api.keys-file = %1$s
                quotewell.api.tls.certificate = %1$s
                quotewell.api.tls.key = %1$s
                quotewell.api.tls.client-ca = %1$s
                quotewell.api.tls.ca = %1$s
                quotewell.redis.tls.ca = %1$s
                quotewell.redis.tls.certificate = %1$s
                quotewell.redis.tls.key = %1$s
                """.formatted(pem);

        Settings settings = read(files + """
                quotewell.api.allow-anonymous = true
                quotewell.api.rate-limit = 10
                quotewell.api.rate-limit-per = 11s
                quotewell.api.request-timeout = 12s
                quotewell.api.max-connections = 13
                quotewell.api.management-host = 127.0.0.3
                quotewell.data = /var/lib/quotewell
                quotewell.api.host = 127.0.0.2
                quotewell.api.port = 1
                quotewell.api.management-port = 2
                quotewell.redis.uri = rediss://user:pass@redis.example:6380
                quotewell.redis.prefix = test:
                quotewell.redis.timeout = 2s
                quotewell.redis.compress-above = 9B
                quotewell.near.size = 2GB
                quotewell.upstream = http://127.0.0.1:3
                quotewell.upstream.providers = a, b
                quotewell.upstream.budgets = false
                quotewell.breaker.after = 6
                quotewell.breaker.open-for = 7s
                quotewell.requests.largest-reply = 4MB
                quotewell.outbox.alarm = 8
                quotewell.outbox.limit = 9
                quotewell.recording.file = logs/recording.jsonl
                quotewell.recording.limit = 10MB
                quotewell.reload.watch = false
                quotewell.sample.port = 4
                quotewell.sample.seed = 5
                camel.main.name = mine
                schedule.cron = 0 * * * * ?
                """, Map.of(), Map.of());

        assertThat(settings.data()).isEqualTo(Path.of("/var/lib/quotewell"));
        assertThat(settings.api()).isEqualTo(new ApiSettings("127.0.0.2", 1, "127.0.0.3", 2));
        assertThat(settings.redis())
                .isEqualTo(new RedisSettings(
                        "rediss://user:pass@redis.example:6380",
                        "test:",
                        Duration.ofSeconds(2),
                        9,
                        new TlsFiles(pem, pem, pem)));
        assertThat(settings.access())
                .isEqualTo(new AccessSettings(
                        pem,
                        true,
                        10,
                        Duration.ofSeconds(11),
                        Duration.ofSeconds(12),
                        13,
                        new TlsFiles(pem, pem, pem),
                        pem));
        assertThat(settings.near()).isEqualTo(new NearSettings(2L << 30));
        assertThat(settings.upstream())
                .isEqualTo(new UpstreamSettings("http://127.0.0.1:3", Set.of("a", "b"), false, 4, 5));
        assertThat(settings.breaker()).isEqualTo(new BreakerSettings(6, Duration.ofSeconds(7)));
        assertThat(settings.requests()).isEqualTo(new RequestSettings(4L << 20));
        assertThat(settings.outbox()).isEqualTo(new OutboxSettings(8, 9));
        assertThat(settings.recording()).isEqualTo(new RecordingSettings(Path.of("logs/recording.jsonl"), 10L << 20));
        assertThat(settings.watch()).isFalse();
        assertThat(settings.others()).isEqualTo(Map.of("camel.main.name", "mine", "schedule.cron", "0 * * * * ?"));
    }

    @Test
    void the_environment_stands_over_files_and_the_command_line_over_both() throws IOException {
        Map<String, String> environment =
                Map.of("QUOTEWELL_API_PORT", "2000", "QUOTEWELL_API_MANAGEMENT_PORT", "2001", "SCHEDULE_CRON", "x");

        Settings settings =
                read("quotewell.api.port = 1000\nschedule.cron = y", environment, Map.of("quotewell.api.port", "3000"));

        assertThat(settings.api()).isEqualTo(new ApiSettings("127.0.0.1", 3000, "127.0.0.1", 2001));
        assertThat(settings.others()).containsEntry("schedule.cron", "x");
    }

    @Test
    void a_value_may_stand_in_a_file_that_the_environment_names() throws IOException {
        Path secret = Files.writeString(config.resolve("redis-uri"), "redis://quotewell:hush@redis:6379\n");
        Map<String, String> environment =
                Map.of("QUOTEWELL_REDIS_URI_FILE", secret.toString(), "KAFKA_LOGIN_FILE", secret.toString());

        Settings settings = read("quotewell.redis.uri = embedded\nkafka.login = none", environment, Map.of());

        assertThat(settings.redis().uri()).isEqualTo("redis://quotewell:hush@redis:6379");
        assertThat(settings.others()).containsEntry("kafka.login", "redis://quotewell:hush@redis:6379");
    }

    @Test
    void the_variable_itself_stands_over_its_file() throws IOException {
        Map<String, String> environment =
                Map.of("QUOTEWELL_API_PORT", "2000", "QUOTEWELL_API_PORT_FILE", "nowhere/to/be/found");

        assertThat(read("", environment, Map.of()).api().port()).isEqualTo(2000);
    }

    @Test
    void a_secret_that_cannot_be_read_is_told_without_its_path() {
        Map<String, String> environment = Map.of("QUOTEWELL_REDIS_URI_FILE", "nowhere/to/be/found");

        assertThatThrownBy(() -> read("", environment, Map.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("QUOTEWELL_REDIS_URI_FILE: found a file that cannot be read")
                .hasMessageNotContaining("nowhere");
    }

    @Test
    void a_profile_stands_over_the_common_file() throws IOException {
        Files.writeString(config.resolve("application.properties"), "quotewell.upstream = sample\nquotewell.data = d");
        Files.writeString(config.resolve("application-prod.properties"), "quotewell.upstream = real");

        Settings settings = Settings.read(config, "prod", Map.of(), Map.of());

        assertThat(settings.upstream().target()).isEqualTo("real");
        assertThat(settings.data()).isEqualTo(Path.of("d"));
    }

    @Test
    void of_several_profiles_the_later_stands_over_the_earlier() throws IOException {
        Files.writeString(config.resolve("application.properties"), "quotewell.data = d\nquotewell.api.port = 1");
        Files.writeString(config.resolve("application-prod.properties"), "quotewell.data = e\nkafka.enabled = false");
        Files.writeString(config.resolve("application-kafka.properties"), "kafka.enabled = true");

        Settings settings = Settings.read(config, "prod, kafka", Map.of(), Map.of());

        assertThat(settings.data()).isEqualTo(Path.of("e"));
        assertThat(settings.api().port()).isEqualTo(1);
        assertThat(settings.others()).containsEntry("kafka.enabled", "true");
    }

    @Test
    void tells_all_faults_at_once_with_where_what_and_what_is_allowed() {
        String file = config.resolve("application.properties").toString();

        assertThatThrownBy(() -> read("""
                        quotewell.api.port = 99999
                        quotewell.redis.uri = localhost
                        quotewell.redis.timeout = soon
                        quotewell.near.size = 1TB
                        quotewell.requests.largest-reply = 1KB
                        quotewell.cache.ttl = 5s
                        """, Map.of("QUOTEWELL_UPSTREAM", "nowhere"), Map.of()))
                .isInstanceOfSatisfying(
                        InvalidSettingsException.class,
                        refused -> assertThat(refused.faults())
                                .containsExactly(
                                        file
                                                + ": quotewell.api.port is '99999', must be a whole number from 0 to 65535",
                                        file
                                                + ": quotewell.redis.uri is 'localhost', must be embedded, redis://…,"
                                                + " redis-sentinel://…, redis-cluster://…, or one of these with rediss",
                                        file
                                                + ": quotewell.redis.timeout is 'soon', must be a duration such as 500ms, 30s,"
                                                + " 15m, 6h or 1d",
                                        file
                                                + ": quotewell.near.size is '1TB', must be a size such as 500B, 64KB, 100MB"
                                                + " or 2GB",
                                        "environment QUOTEWELL_UPSTREAM: quotewell.upstream is 'nowhere', must be sample, real"
                                                + " or a URL",
                                        file
                                                + ": quotewell.requests.largest-reply is '1KB', must be a size from 4MB to 256MB",
                                        file
                                                + ": there is no key quotewell.cache.ttl, allowed are quotewell.api.allow-anonymous,"
                                                + " quotewell.api.host, quotewell.api.keys-file, quotewell.api.management-host,"
                                                + " quotewell.api.management-port, quotewell.api.max-connections, quotewell.api.port,"
                                                + " quotewell.api.rate-limit, quotewell.api.rate-limit-per,"
                                                + " quotewell.api.request-timeout, quotewell.api.tls.ca,"
                                                + " quotewell.api.tls.certificate, quotewell.api.tls.client-ca,"
                                                + " quotewell.api.tls.key, quotewell.breaker.after, quotewell.breaker.open-for, quotewell.data,"
                                                + " quotewell.near.size, quotewell.outbox.alarm, quotewell.outbox.limit, quotewell.recording.file, quotewell.recording.limit, quotewell.redis.compress-above, quotewell.redis.prefix, quotewell.redis.timeout, quotewell.redis.tls.ca, quotewell.redis.tls.certificate, quotewell.redis.tls.key, quotewell.redis.uri, quotewell.reload.watch, quotewell.requests.largest-reply,"
                                                + " quotewell.sample.port, quotewell.sample.seed, quotewell.upstream, quotewell.upstream.budgets,"
                                                + " quotewell.upstream.providers"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "quotewell.api.rate-limit-per = 500ms | quotewell.api.rate-limit-per is '500ms', must be whole seconds",
                "quotewell.api.rate-limit-per = 2d | quotewell.api.rate-limit-per is '2d', must be whole seconds, up to 1d",
                "quotewell.api.keys-file = no.yaml | quotewell.api.keys-file is 'no.yaml', must be the path of a file",
                "quotewell.api.tls.certificate = PEM | quotewell.api.tls.key is '', must be set, too",
                "quotewell.api.tls.client-ca = PEM | quotewell.api.tls.client-ca is 'PEM', must not be set without",
                "quotewell.redis.tls.ca = PEM | quotewell.redis.uri is '', must begin with rediss",
            })
    void settings_of_access_that_do_not_go_together_are_told(String line, String fault) throws IOException {
        Path pem = Files.writeString(config.resolve("a.pem"), "");

        assertThatThrownBy(() -> read(line.replace("PEM", pem.toString()), Map.of(), Map.of()))
                .hasMessageContaining(fault.replace("PEM", pem.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://127.0.0.1:6379/1",
                "rediss://user:pass@redis.example:6380",
                "redis-sentinel://:pass@one:26379,two:26379#mymaster",
                "redis-cluster://user:pass@one:7000,two:7001",
                "redis://[::1]:6379",
                "redis://:@one",
                "redis://u:p%23%2F%3Fx@my_redis:6379/2",
                "rediss-cluster://one"
            })
    void takes_one_redis_sentinels_and_a_cluster(String uri) throws IOException {
        assertThat(read("quotewell.redis.uri = " + uri, Map.of(), Map.of())
                        .redis()
                        .uri())
                .isEqualTo(uri);
    }

    @ParameterizedTest
    @CsvSource({
        "redis-ring://u:pass@one:1, must be embedded",
        "redis-sentinel://u:pass@one:26379, must end in the name of the master",
        "redis-cluster://u:pa ss@one, must be embedded",
        "redis-cluster://u:pa^ss@one, must be a valid URI",
        "redis://u:word-1pass#x@one:6379, …@one:6379",
        "redis://u:word-1pass/x@one:6379, # is %23",
        "redis://u:word-1pass?x@one:6379, / is %2F",
        "redis://u:word-1pass@x@one:6379, …@one:6379",
        "redis://u:word-1pass, redis://u:…",
        "redis-sentinel://u:word-1pass#x@one:1#m, must name hosts as in redis://user:password@host:port",
    })
    void tells_what_is_wrong_with_a_redis_uri_but_not_its_password(String uri, String fault) {
        assertThatThrownBy(() -> read("quotewell.redis.uri = " + uri, Map.of(), Map.of()))
                .hasMessageContaining(fault)
                .hasMessageNotContaining("pass@")
                .hasMessageNotContaining("word-1")
                .hasMessageNotContaining("ss@");
    }

    @Test
    void a_missing_file_is_told_by_its_name() {
        assertThatThrownBy(() -> Settings.read(config, "", Map.of(), Map.of()))
                .hasMessage(config.resolve("application.properties")
                        + ": there is no such file, the settings are read from it; run in the root of the repository, or"
                        + " name the folder by --config");
    }
}
