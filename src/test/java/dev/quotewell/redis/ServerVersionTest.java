package dev.quotewell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerVersionTest {

    @ParameterizedTest
    @CsvSource({
        "Redis server v=7.0.15 sha=00000000:0 malloc=libc bits=64 build=e218535194f921a7, 7, 0",
        "Redis server v=6.2.14 sha=00000000:0 malloc=jemalloc-5.1.0 bits=64 build=1, 6, 2",
        "Valkey server v=8.1.3 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=1, 8, 1",
    })
    void reads_what_a_server_says_of_itself(String output, int major, int minor) {
        assertThat(ServerVersion.findIn(output)).contains(new ServerVersion(major, minor));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "redis-server: command not found", "Redis server version 2.4.10 (00000000:0)"})
    void finds_nothing_in_other_text(String output) {
        assertThat(ServerVersion.findIn(output)).isEmpty();
    }

    @Test
    void compares_numbers_not_text() {
        ServerVersion required = new ServerVersion(6, 2);

        assertThat(new ServerVersion(6, 10).isAtLeast(required)).isTrue();
        assertThat(new ServerVersion(10, 0).isAtLeast(required)).isTrue();
        assertThat(new ServerVersion(6, 2).isAtLeast(required)).isTrue();
        assertThat(new ServerVersion(6, 0).isAtLeast(required)).isFalse();
        assertThat(new ServerVersion(5, 9).isAtLeast(required)).isFalse();
    }
}
