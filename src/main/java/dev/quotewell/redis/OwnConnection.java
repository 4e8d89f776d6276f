package dev.quotewell.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;

/** A connection for commands that block, of one user. */
record OwnConnection(StatefulConnection<String, byte[]> connection, RedisClusterCommands<String, byte[]> commands)
        implements AutoCloseable {

    @Override
    public void close() {
        connection.close();
    }
}
