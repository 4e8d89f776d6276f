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
        assertThat(settings.api()).isEqualTo(new ApiSettings("127.0.0.1", 8080, 9876));
        assertThat(settings.redis()).isEqualTo(new RedisSettings("embedded", "qw:", Duration.ofMillis(500), 1024));
        assertThat(settings.near()).isEqualTo(new NearSettings(64L << 20));
        assertThat(settings.upstream()).isEqualTo(new UpstreamSettings("sample", Set.of(), true, 0, 1));
        assertThat(settings.breaker()).isEqualTo(new BreakerSettings(5, Duration.ofSeconds(30)));
        assertThat(settings.requests()).isEqualTo(new RequestSettings(8L << 20));
        assertThat(settings.outbox()).isEqualTo(new OutboxSettings(100_000, 500_000));
        assertThat(settings.recording()).isEqualTo(new RecordingSettings(null, 1L << 30));
        assertThat(settings.others()).isEmpty();
    }

    @Test
    void every_key_arrives() throws IOException {
        Settings settings = read("""
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
                quotewell.sample.port = 4
                quotewell.sample.seed = 5
                camel.main.name = mine
                schedule.cron = 0 * * * * ?
                """, Map.of(), Map.of());

        assertThat(settings.data()).isEqualTo(Path.of("/var/lib/quotewell"));
        assertThat(settings.api()).isEqualTo(new ApiSettings("127.0.0.2", 1, 2));
        assertThat(settings.redis())
                .isEqualTo(
                        new RedisSettings("rediss://user:pass@redis.example:6380", "test:", Duration.ofSeconds(2), 9));
        assertThat(settings.near()).isEqualTo(new NearSettings(2L << 30));
        assertThat(settings.upstream())
                .isEqualTo(new UpstreamSettings("http://127.0.0.1:3", Set.of("a", "b"), false, 4, 5));
        assertThat(settings.breaker()).isEqualTo(new BreakerSettings(6, Duration.ofSeconds(7)));
        assertThat(settings.requests()).isEqualTo(new RequestSettings(4L << 20));
        assertThat(settings.outbox()).isEqualTo(new OutboxSettings(8, 9));
        assertThat(settings.recording()).isEqualTo(new RecordingSettings(Path.of("logs/recording.jsonl"), 10L << 20));
        assertThat(settings.others()).isEqualTo(Map.of("camel.main.name", "mine", "schedule.cron", "0 * * * * ?"));
    }

    @Test
    void the_environment_stands_over_files_and_the_command_line_over_both() throws IOException {
        Map<String, String> environment =
                Map.of("QUOTEWELL_API_PORT", "2000", "QUOTEWELL_API_MANAGEMENT_PORT", "2001", "SCHEDULE_CRON", "x");

        Settings settings =
                read("quotewell.api.port = 1000\nschedule.cron = y", environment, Map.of("quotewell.api.port", "3000"));

        assertThat(settings.api()).isEqualTo(new ApiSettings("127.0.0.1", 3000, 2001));
        assertThat(settings.others()).containsEntry("schedule.cron", "x");
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
                                        file + ": there is no key quotewell.cache.ttl, allowed are quotewell.api.host,"
                                                + " quotewell.api.management-port, quotewell.api.port, quotewell.breaker.after, quotewell.breaker.open-for, quotewell.data,"
                                                + " quotewell.near.size, quotewell.outbox.alarm, quotewell.outbox.limit, quotewell.recording.file,"
                                                + " quotewell.recording.limit, quotewell.redis.compress-above, quotewell.redis.prefix, quotewell.redis.timeout, quotewell.redis.uri, quotewell.requests.largest-reply,"
                                                + " quotewell.sample.port, quotewell.sample.seed, quotewell.upstream, quotewell.upstream.budgets,"
                                                + " quotewell.upstream.providers"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://127.0.0.1:6379/1",
                "rediss://user:pass@redis.example:6380",
                "redis-sentinel://:pass@one:26379,two:26379#mymaster",
                "redis-cluster://user:pass@one:7000,two:7001",
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
        "redis-cluster://u:pa^ss@one, must be a valid URI"
    })
    void tells_what_is_wrong_with_a_redis_uri_but_not_its_password(String uri, String fault) {
        assertThatThrownBy(() -> read("quotewell.redis.uri = " + uri, Map.of(), Map.of()))
                .hasMessageContaining(fault)
                .hasMessageNotContaining("pass@")
                .hasMessageNotContaining("ss@");
    }

    @Test
    void a_missing_file_is_told_by_its_name() {
        assertThatThrownBy(() -> Settings.read(config, "", Map.of(), Map.of()))
                .hasMessage(config.resolve("application.properties")
                        + ": there is no such file, the settings are read from it");
    }
}
