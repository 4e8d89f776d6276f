package dev.quotewell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RedisStatisticsTest {

    @Test
    void reads_what_redis_tells_about_itself() {
        String info = """
                # Memory
                used_memory:1048576
                used_memory_human:1.00M
                maxmemory:0
                # Stats
                instantaneous_ops_per_sec:42
                keyspace_hits:7
                keyspace_misses:3
                connected_clients:5
                # Keyspace
                db0:keys=10,expires=9,avg_ttl=1
                db3:keys=2,expires=0,avg_ttl=0
                """;

        assertThat(RedisStatistics.parse(info))
                .isEqualTo(Map.of(
                        "memory", 1048576d,
                        "memory.max", 0d,
                        "hits", 7d,
                        "misses", 3d,
                        "connections", 5d,
                        "commands.per.second", 42d,
                        "keys", 12d));
    }
}
