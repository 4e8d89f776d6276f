package dev.quotewell;

import dev.quotewell.cache.CacheEngine;
import dev.quotewell.cache.NearCache;
import dev.quotewell.camel.ProviderCalls;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.Provider;
import dev.quotewell.provider.Providers;
import dev.quotewell.redis.RedisCacheStore;
import dev.quotewell.redis.RedisConnection;
import dev.quotewell.redis.RedisKeys;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;

/** What stands in for the world while routes are tested: time, chance, and which providers there are. */
interface Stage {

    /** Parts of the running application that a test arranges or looks at. */
    record Opened(
            CamelContext camel,
            CacheEngine engine,
            NearCache near,
            ProviderCalls calls,
            RedisCacheStore store,
            RedisConnection redis,
            RedisKeys keys,
            Datasets datasets,
            Providers providers) {}

    InstantSource clock();

    RandomGenerator random();

    /** @param configured where each provider is called by the settings */
    Function<Provider, Optional<URI>> upstream(Function<Provider, Optional<URI>> configured);

    /** All routes have been started, and nobody has asked for anything yet. */
    void opened(Opened parts) throws Exception;
}
