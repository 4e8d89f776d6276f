package dev.quotewell.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.doctor.Finding.Level;
import dev.quotewell.redis.RedisProbe;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisJudgeTest {

    private static final RedisJudge.Reach OVER_THERE =
            new RedisJudge.Reach(false, false, true, "quotewell", Duration.ofMillis(500));
    private static final RedisJudge.Reach NO_LOGIN =
            new RedisJudge.Reach(false, false, false, "", Duration.ofMillis(500));
    private static final RedisJudge.Reach EMBEDDED =
            new RedisJudge.Reach(true, true, false, "", Duration.ofMillis(500));

    private static Map<String, String> good() {
        return new HashMap<>(Map.of(
                "redis_version", "7.2.4",
                "role", "master",
                "aof_enabled", "1",
                "aof_last_write_status", "ok",
                "rdb_last_bgsave_status", "ok",
                "maxmemory", "536870912",
                "used_memory", "1048576",
                "maxmemory_policy", "noeviction",
                "connected_clients", "12",
                "maxclients", "1000"));
    }

    private static RedisProbe.Found found(Map<String, String> info) {
        return new RedisProbe.Found(
                List.of(info), Duration.ofNanos(250_000), Duration.ofMillis(3), Map.of(), false, null);
    }

    private static List<Finding> bad(RedisProbe.Found found, RedisJudge.Reach reach) {
        return RedisJudge.judge(found, reach).stream()
                .filter(finding -> finding.level() != Level.OK)
                .toList();
    }

    @Test
    void a_redis_set_up_as_ours_is_well() {
        assertThat(bad(found(good()), OVER_THERE)).isEmpty();
        assertThat(RedisJudge.judge(found(good()), OVER_THERE))
                .extracting(Finding::found)
                .contains("Redis 7.2.4", "1 MB of 512 MB are in use", "A round trip takes 0.25 ms");
    }

    @ParameterizedTest
    @CsvSource({
        "redis_version,        6.0.16,       FAULT,   Redis 6.0.16 is too old",
        "role,                 slave,        FAULT,   It is a replica",
        "loading,              1,            FAULT,   It still reads its data",
        "aof_enabled,          0,            WARNING, appendonly is no",
        "aof_last_write_status, err,         FAULT,   The append-only file cannot be written",
        "rdb_last_bgsave_status, err,        WARNING, The last snapshot failed",
        "maxmemory_policy,     allkeys-lru,  FAULT,   maxmemory-policy is allkeys-lru: a full Redis throws away events",
        "maxmemory_policy,     volatile-ttl, FAULT,   maxmemory-policy is volatile-ttl: a full Redis throws away"
                + " budgets",
        "maxmemory,            0,            WARNING, maxmemory is not set",
        "used_memory,          402653184,    WARNING, 384 MB of 512 MB",
        "used_memory,          483183821,    FAULT,   460 MB of 512 MB",
        "evicted_keys,         3,            WARNING, 3 keys were thrown away",
        "connected_clients,    800,          WARNING, 800 of 1000 clients",
        "rejected_connections, 2,            WARNING, 2 connections were refused"
    })
    void what_is_wrong_is_told_with_what_to_do(String field, String value, Level level, String told) {
        Map<String, String> info = good();
        info.put(field, value);

        assertThat(bad(found(info), OVER_THERE)).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(level);
            assertThat(finding.found()).startsWith(told);
            assertThat(finding.advice()).isNotEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource({"5000, ", "5001, WARNING", "249999, WARNING", "250000, FAULT"})
    void a_slow_redis_is_told(long micros, Level level) {
        RedisProbe.Found slow = new RedisProbe.Found(
                List.of(good()), Duration.ofNanos(micros * 1_000), Duration.ZERO, Map.of(), false, null);

        assertThat(bad(slow, OVER_THERE))
                .extracting(Finding::level)
                .isEqualTo(level == null ? List.of() : List.of(level));
    }

    @Test
    void a_busy_laptop_is_no_slow_Redis() {
        RedisProbe.Found busy =
                new RedisProbe.Found(List.of(good()), Duration.ofMillis(20), Duration.ZERO, Map.of(), true, null);

        assertThat(bad(busy, EMBEDDED)).isEmpty();
    }

    @Test
    void a_clock_that_is_off_is_told_whichever_is_ahead() {
        for (long seconds : new long[] {-3, 3}) {
            RedisProbe.Found off = new RedisProbe.Found(
                    List.of(good()), Duration.ofMillis(1), Duration.ofSeconds(seconds), Map.of(), false, null);

            assertThat(bad(off, OVER_THERE))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.found())
                            .startsWith("Its clock and that of this machine differ by 3000.0 ms"));
        }
    }

    @Test
    void missing_rights_and_a_full_disk_are_faults() {
        RedisProbe.Found refused = new RedisProbe.Found(
                List.of(good()),
                Duration.ofMillis(1),
                Duration.ZERO,
                Map.of("EVAL", "NOPERM …"),
                false,
                "MISCONF Errors writing to the AOF file");

        assertThat(bad(refused, OVER_THERE))
                .extracting(Finding::found)
                .containsExactly(
                        "The user quotewell logs in and may not use EVAL",
                        "Nothing can be stored: MISCONF Errors writing to the AOF file");
        assertThat(bad(refused, OVER_THERE)).extracting(Finding::level).containsOnly(Level.FAULT);
    }

    @Test
    void an_open_redis_on_the_network_is_a_fault_and_the_embedded_one_is_not() {
        RedisProbe.Found open =
                new RedisProbe.Found(List.of(good()), Duration.ofMillis(1), Duration.ZERO, Map.of(), true, null);

        assertThat(bad(open, NO_LOGIN))
                .extracting(finding -> finding.level() + " " + finding.found())
                .containsExactly(
                        "FAULT It lets everybody in without a password",
                        "WARNING It is reached over the network in clear");
        assertThat(bad(open, EMBEDDED)).isEmpty();
        assertThat(bad(open, OVER_THERE))
                .extracting(finding -> finding.level() + " " + finding.found())
                .containsExactly("WARNING The user quotewell logs in, and may also administer Redis");
    }
}
