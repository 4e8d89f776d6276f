package dev.quotewell.redis;

import static dev.quotewell.redis.RedisStreams.available;
import static dev.quotewell.redis.Script.bytes;

import dev.quotewell.message.IdempotencyStore;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Message ids in Redis: the token while in work, then {@code done}. Safe for many threads. */
public final class RedisIdempotencyStore implements IdempotencyStore {

    private static final Script BEGIN = Script.read("begin.lua", ScriptOutputType.INTEGER);
    private static final Script SETTLE = Script.read("settle.lua", ScriptOutputType.INTEGER);

    private final RedisConnection redis;
    private final RedisKeys keys;

    public RedisIdempotencyStore(RedisConnection redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public CompletionStage<Begun> begin(String id, String token, Duration lease) {
        String[] names = {key(id)};
        return RedisStreams.available(
                redis.send(commands -> BEGIN.<Long>run(commands, names, bytes(token), bytes(lease.toMillis())))
                        .thenApply(begun -> begun == 0 ? Begun.OURS : begun == 1 ? Begun.IN_WORK : Begun.DONE));
    }

    @Override
    public boolean done(String id, String token, Duration retention) {
        return settle(id, token, retention.toMillis());
    }

    @Override
    public boolean forget(String id, String token) {
        return settle(id, token, 0);
    }

    private boolean settle(String id, String token, long retentionMillis) {
        String[] names = {key(id)};
        return available(() ->
                        redis.call(commands -> SETTLE.<Long>run(commands, names, bytes(token), bytes(retentionMillis))))
                == 1;
    }

    @Override
    public boolean contains(String id) {
        return available(() -> redis.call(commands -> commands.exists(key(id)))) == 1;
    }

    @Override
    public String key(String id) {
        return keys.idempotency(id);
    }
}
