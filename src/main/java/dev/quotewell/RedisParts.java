package dev.quotewell;

import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.redis.RedisAddress;
import dev.quotewell.redis.RedisCacheStore;
import dev.quotewell.redis.RedisClock;
import dev.quotewell.redis.RedisConnection;
import dev.quotewell.redis.RedisKeys;
import dev.quotewell.redis.RedisStatistics;
import dev.quotewell.redis.RedisStreams;
import dev.quotewell.redis.RedisTls;
import dev.quotewell.settings.Settings;
import dev.quotewell.settings.TlsFiles;
import io.lettuce.core.RedisCredentials;
import java.time.Duration;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** One Redis, the embedded one or another's, and what all others reach it by. */
record RedisParts(
        RedisAddress address,
        RedisConnection connection,
        RedisKeys keys,
        RedisCacheStore store,
        RedisStreams streams,
        RedisStatistics statistics) {

    /** Starts or connects, for a lifetime. */
    static RedisParts open(Settings settings, Lifetime lifetime) {
        RedisAddress address = RedisAddress.of(uri(settings, lifetime));
        RedisConnection connection =
                RedisConnection.open(address, settings.redis().timeout(), tls(settings));
        lifetime.ending(connection);
        RedisKeys keys = new RedisKeys(settings.redis().prefix());
        RedisCacheStore store =
                new RedisCacheStore(connection, keys, settings.redis().compressAbove());
        lifetime.ending(store);
        return new RedisParts(
                address,
                connection,
                keys,
                store,
                new RedisStreams(connection, keys),
                new RedisStatistics(connection, keys));
    }

    private static String uri(Settings settings, Lifetime lifetime) {
        if (!settings.redis().embedded()) {
            return settings.redis().uri();
        }
        EmbeddedRedis server = EmbeddedRedis.start(settings.data().resolve("redis"));
        lifetime.ending(server);
        return server.uri().toString();
    }

    private static RedisTls tls(Settings settings) {
        TlsFiles files = settings.redis().tls();
        return new RedisTls(files.authority(), files.certificate(), files.key());
    }

    /** Redis' time, which all instances share; it has been asked for once. */
    RedisClock clock() {
        RedisClock clock = new RedisClock(connection);
        clock.synchronize().toCompletableFuture().join();
        return clock;
    }

    /** The used part of what Redis may use; NaN when it may use all there is, or gives no answer. */
    double usedMemory() {
        double most = statistics.value("memory.max");
        return most > 0 ? statistics.value("memory") / most : Double.NaN;
    }

    /** For routes that use Camel's own Redis component. */
    LettuceConnectionFactory connectionFactory(Settings settings, Lifetime lifetime) {
        Duration timeout = settings.redis().timeout();
        LettuceConnectionFactory factory = new LettuceConnectionFactory(
                address.isCluster()
                        ? clusterConfiguration()
                        : LettuceConnectionFactory.createRedisConfiguration(address.first()),
                LettuceClientConfiguration.builder()
                        .apply(address.first())
                        .commandTimeout(timeout)
                        .clientOptions(
                                address.isCluster()
                                        ? RedisConnection.clusterOptions(timeout, tls(settings))
                                        : RedisConnection.options(timeout, tls(settings)))
                        .build());
        factory.afterPropertiesSet();
        factory.start();
        lifetime.ending(factory::destroy);
        return factory;
    }

    private RedisClusterConfiguration clusterConfiguration() {
        RedisClusterConfiguration cluster = new RedisClusterConfiguration();
        address.nodes().forEach(node -> cluster.addClusterNode(new RedisNode(node.getHost(), node.getPort())));
        RedisCredentials credentials =
                address.first().getCredentialsProvider().resolveCredentials().block();
        if (credentials != null) {
            cluster.setUsername(credentials.getUsername());
            cluster.setPassword(RedisPassword.of(credentials.getPassword()));
        }
        return cluster;
    }
}
