package dev.quotewell.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/** The connections to Redis, be it one server or many. All that is sent passes a {@link Guard}. Safe for many threads. */
interface RedisTopology extends AutoCloseable {

    /** The connection that all share. */
    RedisClusterAsyncCommands<String, byte[]> commands();

    /** The servers that keep our keys at present, by the name that the log gives them. */
    SortedMap<String, RedisURI> masters();

    /** The shared connection to one of the {@link #masters}. */
    CompletionStage<? extends RedisClusterAsyncCommands<String, byte[]>> commands(String master);

    /** Whether this master is of use again; fails when it is not. */
    CompletionStage<?> probe(String master);

    /** Looks for the present masters, if this failure suggests that there are others now. Does not wait. */
    void seekMasters(Throwable failure);

    /** Grows whenever the shared connection was made anew: it may lead to another server then. */
    long connects();

    /** @throws io.lettuce.core.RedisException there is no Redis to connect to */
    OwnConnection dedicated();

    StatefulRedisPubSubConnection<String, String> subscriber();

    /** A connection to one of the {@link #masters} that is not made anew when it is lost. */
    CompletionStage<StatefulRedisConnection<String, String>> fragile(String master);

    @Override
    void close();
}
