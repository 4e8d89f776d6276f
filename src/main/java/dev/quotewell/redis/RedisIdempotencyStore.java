package dev.quotewell.redis;

import static dev.quotewell.redis.RedisStreams.available;
import static dev.quotewell.redis.Script.bytes;

import dev.quotewell.message.IdempotencyStore;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.Arrays;

/** Message ids in Redis: the owner's name while in work, then {@code done}. Safe for many threads. */
public final class RedisIdempotencyStore implements IdempotencyStore {

    /** As settle.lua writes it. */
    private static final byte[] DONE = bytes("done");

    private static final Script SETTLE = Script.read("settle.lua", ScriptOutputType.INTEGER);

    private final RedisConnection redis;
    private final RedisKeys keys;

    public RedisIdempotencyStore(RedisConnection redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public boolean begin(String id, String owner, Duration lease) {
        SetArgs ifNew = SetArgs.Builder.nx().px(lease.toMillis());
        return available(() -> redis.call(commands -> commands.set(keys.idempotency(id), bytes(owner), ifNew))) != null;
    }

    @Override
    public boolean done(String id, String owner, Duration retention) {
        return settle(id, owner, retention.toMillis());
    }

    @Override
    public boolean forget(String id, String owner) {
        return settle(id, owner, 0);
    }

    private boolean settle(String id, String owner, long retentionMillis) {
        String[] names = {keys.idempotency(id)};
        return available(() ->
                        redis.call(commands -> SETTLE.<Long>run(commands, names, bytes(owner), bytes(retentionMillis))))
                == 1;
    }

    @Override
    public boolean isDone(String id) {
        byte[] state = available(() -> redis.call(commands -> commands.get(keys.idempotency(id))));
        return state != null && Arrays.equals(state, DONE);
    }

    @Override
    public boolean contains(String id) {
        return available(() -> redis.call(commands -> commands.exists(keys.idempotency(id)))) == 1;
    }
}
