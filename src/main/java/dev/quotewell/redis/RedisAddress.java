package dev.quotewell.redis;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Redis is, from one URI:
 *
 * <pre>
 * redis://[user:password@]host[:port][/database]          one Redis
 * redis-sentinel://[user:password@]host:port,…#master     the master that these Sentinels name
 * redis-cluster://[user:password@]host:port,…             a Redis Cluster that these nodes belong to
 * </pre>
 *
 * <p>With TLS the schemes are {@code rediss}, {@code rediss-sentinel} and {@code rediss-cluster}.
 *
 * @param nodes one; of a Cluster all that are named
 */
public record RedisAddress(Kind kind, List<RedisURI> nodes) {

    public enum Kind {
        SINGLE,
        SENTINEL,
        CLUSTER
    }

    /** How long connecting and the handshake may take: a Redis that hangs still accepts connections. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private static final Pattern CLUSTER = Pattern.compile("(rediss?)-cluster://(?:(.*)@)?([^/?#]+)(.*)");

    public RedisAddress {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("A Redis address needs a node, found none");
        }
        nodes = List.copyOf(nodes);
    }

    /** @throws IllegalArgumentException this is no address of a Redis */
    public static RedisAddress of(String uri) {
        Matcher cluster = CLUSTER.matcher(uri);
        if (!cluster.matches()) {
            RedisURI one = prepared(RedisURI.create(uri));
            return new RedisAddress(one.getSentinels().isEmpty() ? Kind.SINGLE : Kind.SENTINEL, List.of(one));
        }
        String user = cluster.group(2) == null ? "" : cluster.group(2) + "@";
        return new RedisAddress(
                Kind.CLUSTER,
                Arrays.stream(cluster.group(3).split(","))
                        .map(node ->
                                prepared(RedisURI.create(cluster.group(1) + "://" + user + node + cluster.group(4))))
                        .toList());
    }

    private static RedisURI prepared(RedisURI uri) {
        uri.setTimeout(CONNECT_TIMEOUT);
        // Lettuce would tell its name by CLIENT SETINFO: from 7.2 on a right of its own, which 7.0 does not know.
        uri.setLibraryName("");
        uri.setLibraryVersion("");
        uri.getSentinels().forEach(RedisAddress::prepared);
        return uri;
    }

    public boolean isCluster() {
        return kind == Kind.CLUSTER;
    }

    public RedisURI first() {
        return nodes.get(0);
    }

    /** Fit for people: the kind and the first node, without user and password. */
    @Override
    public String toString() {
        RedisURI first = first();
        String secure = first.isSsl() ? "s" : "";
        return switch (kind) {
            case SINGLE -> "redis" + secure + "://" + hostAndPort(first);
            case SENTINEL ->
                "redis" + secure + "-sentinel://"
                        + hostAndPort(first.getSentinels().get(0)) + "#" + first.getSentinelMasterId();
            case CLUSTER -> "redis" + secure + "-cluster://" + hostAndPort(first);
        };
    }

    static String hostAndPort(RedisURI uri) {
        return uri.getHost() + ":" + uri.getPort();
    }
}
