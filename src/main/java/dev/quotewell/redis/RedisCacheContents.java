package dev.quotewell.redis;

import dev.quotewell.cache.CacheContents;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.Entry;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** What lies in Redis. */
public final class RedisCacheContents implements CacheContents {

    private static final Comparator<CacheKey> BY_KEY =
            Comparator.comparing(CacheKey::dataset).thenComparing(CacheKey::key);

    private final RedisConnection redis;
    private final RedisKeys keys;

    public RedisCacheContents(RedisConnection redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public CompletionStage<List<Found>> find(Collection<CacheKey> wanted) {
        CompletionStage<List<Found>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (CacheKey key : wanted.stream().sorted(BY_KEY).toList()) {
            all = all.thenCombine(find(key), (list, found) -> {
                found.ifPresent(list::add);
                return list;
            });
        }
        return all;
    }

    private CompletionStage<Optional<Found>> find(CacheKey key) {
        String name = keys.entry(key);
        CompletionStage<Long> keptFor = redis.send(commands -> commands.pttl(name));
        CompletionStage<Long> bytes = memory(name);
        return redis.send((RedisClusterAsyncCommands<String, byte[]> commands) -> commands.get(name))
                .thenApply(value -> Optional.ofNullable(value).flatMap(EntryCodec::decode))
                .thenCombine(keptFor, (entry, millis) -> entry.map(read -> found(key, read, millis)))
                .thenCombine(
                        bytes,
                        (found, size) -> found.map(one -> new Found(one.key(), one.entry(), one.keptFor(), size)));
    }

    private static Found found(CacheKey key, Entry entry, long keptForMillis) {
        return new Found(key, entry, Duration.ofMillis(Math.max(0, keptForMillis)), 0);
    }

    @Override
    public CompletionStage<Listing> list(String dataset, String match, int limit) {
        Set<CacheKey> seen = new TreeSet<>(BY_KEY);
        return new EntryNames(redis, keys, dataset, match)
                .visit(step -> {
                    seen.addAll(step);
                    return CompletableFuture.completedStage(seen.size() <= limit);
                })
                .thenCompose(visited -> find(seen.stream().limit(limit).toList()))
                .thenApply(found -> new Listing(found, seen.size() > limit));
    }

    @Override
    public CompletionStage<Size> size(String dataset) {
        AtomicLong entries = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        return new EntryNames(redis, keys, dataset, "*")
                .visit(step -> {
                    CompletableFuture<?>[] sizes = step.stream()
                            .map(key -> memory(keys.entry(key))
                                    .thenAccept(size -> {
                                        if (size > 0) {
                                            entries.incrementAndGet();
                                            bytes.addAndGet(size);
                                        }
                                    })
                                    .toCompletableFuture())
                            .toArray(CompletableFuture[]::new);
                    return CompletableFuture.allOf(sizes).thenApply(all -> true);
                })
                .thenApply(visited -> new Size(entries.get(), bytes.get()));
    }

    /** 0 for what is gone meanwhile. */
    private CompletionStage<Long> memory(String name) {
        return redis.send((RedisClusterAsyncCommands<String, byte[]> commands) -> commands.memoryUsage(name))
                .thenApply(size -> size == null ? 0 : size);
    }
}
