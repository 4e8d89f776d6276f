package dev.quotewell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.cache.CacheKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisKeysTest {

    private final RedisKeys keys = new RedisKeys("test:qw:");

    @ParameterizedTest
    @ValueSource(strings = {"AAPL", "AAPL/1d/2026-01-02/2026-03-31", "FRED:GDP", "a:{b}", "Zürich"})
    void finds_whose_entry_a_name_is(String key) {
        CacheKey quote = new CacheKey("quote", key);

        assertThat(keys.findEntry(keys.entry(quote))).contains(quote);
        assertThat(keys.findEntry(keys.lease(quote))).isEmpty();
        assertThat(keys.findEntry(keys.outbox(quote))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "test:qw:",
                "test:qw:wake",
                "test:qw::AAPL:{11}",
                "test:qw:quote:AAPL:{99}",
                "quote:AAPL:{11}"
            })
    void other_names_are_no_entries(String name) {
        assertThat(keys.findEntry(name)).isEmpty();
    }

    @Test
    void the_names_of_a_dataset_begin_alike() {
        assertThat(keys.entry(new CacheKey("quote", "AAPL"))).startsWith(keys.entries("quote"));
    }
}
