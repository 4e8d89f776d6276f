package dev.quotewell.redis;

import static dev.quotewell.redis.Script.bytes;

import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CacheStatus.Forward;
import dev.quotewell.cache.CacheStore;
import dev.quotewell.cache.Entry;
import dev.quotewell.cache.Failure;
import dev.quotewell.cache.LeaseStore;
import dev.quotewell.cache.Selection;
import dev.quotewell.message.Event;
import io.lettuce.core.KeyValue;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Entries, leases and the outbox in Redis. Safe for many threads. */
public final class RedisCacheStore implements CacheStore, LeaseStore, AutoCloseable {

    private static final Script STORE = Script.read("store.lua", ScriptOutputType.INTEGER);
    private static final Script ACQUIRE = Script.read("acquire.lua", ScriptOutputType.MULTI);
    private static final Script RENEW = Script.read("renew.lua", ScriptOutputType.INTEGER);
    private static final Script RELEASE = Script.read("release.lua", ScriptOutputType.INTEGER);
    private static final Script EVICT = Script.read("evict.lua", ScriptOutputType.INTEGER);
    private static final byte[] NOTHING = {};

    /** For how much longer than the key is left alone the count of its failures is kept. */
    private static final Duration COUNT_KEPT = Duration.ofMinutes(1);

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final EntryCodec codec;
    private final WakeUps wakeUps;

    /** @param compressAboveBytes longer records are compressed */
    public RedisCacheStore(RedisConnection redis, RedisKeys keys, int compressAboveBytes) {
        this.redis = redis;
        this.keys = keys;
        this.codec = new EntryCodec(compressAboveBytes);
        this.wakeUps = new WakeUps(redis.subscriber(), keys.wakeChannel());
    }

    @Override
    public CompletionStage<Map<CacheKey, Entry>> find(Collection<CacheKey> wanted) {
        List<CacheKey> order = new ArrayList<>(wanted);
        String[] names = order.stream().map(keys::entry).toArray(String[]::new);
        return redis.send(commands -> commands.mget(names)).thenApply(values -> entries(order, values));
    }

    private static Map<CacheKey, Entry> entries(List<CacheKey> order, List<KeyValue<String, byte[]>> values) {
        Map<CacheKey, Entry> found = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            CacheKey key = order.get(i);
            values.get(i).optional().flatMap(EntryCodec::decode).ifPresent(entry -> found.put(key, entry));
        }
        return found;
    }

    @Override
    public CompletionStage<Boolean> store(
            CacheKey key, Entry entry, Duration keepFor, String owner, @Nullable Forward why) {
        String[] names = {keys.entry(key), keys.lease(key), keys.outbox(key)};
        byte[] event = why != null && entry instanceof Entry.Value value ? event(key, value, why) : NOTHING;
        return redis.send(commands -> STORE.<Long>run(
                        commands,
                        names,
                        codec.encode(entry),
                        bytes(keepFor.toMillis()),
                        bytes(entry.loadedAt().toEpochMilli()),
                        bytes(owner),
                        event,
                        bytes(keys.wakeChannel())))
                .thenApply(stored -> stored == 1);
    }

    private static byte[] event(CacheKey key, Entry.Value entry, Forward why) {
        return new Event(entry.contentId(), key.dataset(), key.key(), entry.loadedAt(), entry.provider(), why.token())
                .toJson(entry.record());
    }

    @Override
    public CompletionStage<Grant> acquire(CacheKey key, String owner, Duration lease) {
        return redis.send(commands ->
                        ACQUIRE.<List<Object>>run(commands, pair(key), bytes(owner), bytes(lease.toMillis())))
                .thenApply(RedisCacheStore::grant);
    }

    private static Grant grant(List<Object> answer) {
        byte[] text = (byte[]) answer.get(1);
        if ((Long) answer.get(0) == 1) {
            return new Grant.Granted(EntryCodec.decode(text).orElse(null), ((Long) answer.get(2)).intValue());
        }
        Duration remaining = Duration.ofMillis(Math.max(1, (Long) answer.get(2)));
        String holder = new String(text, StandardCharsets.UTF_8);
        return FailureCodec.isFailure(holder)
                ? new Grant.BackingOff(FailureCodec.decode(holder), remaining)
                : new Grant.Held(remaining);
    }

    @Override
    public CompletionStage<Boolean> renew(CacheKey key, String owner, Duration lease) {
        String[] names = {keys.lease(key)};
        return redis.send(commands -> RENEW.<Long>run(commands, names, bytes(owner), bytes(lease.toMillis())))
                .thenApply(renewed -> renewed == 1);
    }

    @Override
    public CompletionStage<Void> release(CacheKey key, String owner) {
        return redis.send(commands -> RELEASE.<Long>run(commands, pair(key), bytes(owner), bytes(keys.wakeChannel())))
                .thenAccept(released -> {});
    }

    @Override
    public CompletionStage<Void> fail(CacheKey key, String owner, Failure failure, Duration backoff, int failures) {
        return redis.send(commands -> RELEASE.<Long>run(
                        commands,
                        pair(key),
                        bytes(owner),
                        bytes(keys.wakeChannel()),
                        bytes(FailureCodec.encode(failure)),
                        bytes(failures),
                        bytes(backoff.toMillis()),
                        bytes(backoff.multipliedBy(2).plus(COUNT_KEPT).toMillis())))
                .thenAccept(released -> {});
    }

    @Override
    public CompletableFuture<Void> watch(CacheKey key) {
        return wakeUps.next(keys.entry(key));
    }

    @Override
    public CompletionStage<Long> evict(Selection selection) {
        if (selection instanceof Selection.OfKey one) {
            return redis.send(commands -> EVICT.<Long>run(commands, pair(one.key())));
        }
        return new Eviction(redis, keys, selection).run();
    }

    /** Wakes nobody any more; to be called before the connection is closed. */
    @Override
    public void close() {
        wakeUps.close();
    }

    private String[] pair(CacheKey key) {
        return new String[] {keys.entry(key), keys.lease(key)};
    }
}
