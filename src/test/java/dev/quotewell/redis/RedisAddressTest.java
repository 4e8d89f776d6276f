package dev.quotewell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.redis.RedisAddress.Kind;
import io.lettuce.core.RedisURI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {

    @ParameterizedTest
    @CsvSource({
        "redis://one, SINGLE, redis://one:6379",
        "rediss://user:secret@one:7000/2, SINGLE, rediss://one:7000",
        "'redis-sentinel://:secret@one,two:5000#mymaster', SENTINEL, redis-sentinel://one:26379#mymaster",
        "'redis-cluster://one:7000,two:7001', CLUSTER, redis-cluster://one:7000",
        "'rediss-cluster://user:secret@one,two', CLUSTER, rediss-cluster://one:6379"
    })
    void tells_its_kind_and_its_first_node_but_no_password(String uri, Kind kind, String shown) {
        RedisAddress address = RedisAddress.of(uri);

        assertThat(address.kind()).isEqualTo(kind);
        assertThat(address).hasToString(shown);
    }

    @Test
    void every_node_of_a_cluster_gets_user_password_and_options() {
        RedisAddress address = RedisAddress.of("rediss-cluster://me:p%40ss@one:7000,two:7001?verifyPeer=NONE");

        assertThat(address.nodes()).extracting(RedisAddress::hostAndPort).containsExactly("one:7000", "two:7001");
        for (RedisURI node : address.nodes()) {
            assertThat(node.isSsl()).isTrue();
            assertThat(node.isVerifyPeer()).isFalse();
            assertThat(node.getCredentialsProvider().resolveCredentials().block())
                    .satisfies(me -> assertThat(me.getUsername()).isEqualTo("me"))
                    .satisfies(me -> assertThat(me.getPassword()).isEqualTo("p@ss".toCharArray()));
        }
    }

    /** {@code config/redis-users.acl} cannot grant CLIENT SETINFO: Redis 7.0 does not start with what it does not know. */
    @ParameterizedTest
    @ValueSource(
            strings = {"redis://one", "redis-sentinel://one,two:5000#mymaster", "redis-cluster://one:7000,two:7001"})
    void no_library_is_named_when_connecting(String uri) {
        List<RedisURI> all = RedisAddress.of(uri).nodes().stream()
                .flatMap(node -> Stream.concat(Stream.of(node), node.getSentinels().stream()))
                .toList();

        assertThat(all).isNotEmpty().allSatisfy(node -> {
            assertThat(node.getLibraryName()).isEmpty();
            assertThat(node.getLibraryVersion()).isEmpty();
        });
    }
}
