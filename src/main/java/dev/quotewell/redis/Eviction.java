package dev.quotewell.redis;

import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.Selection;
import dev.quotewell.cache.Tag;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** Removes the entries of a dataset, or those with a tag, and has Redis free their memory beside its work (UNLINK). */
final class Eviction {

    /** As far into an entry as its provider stands. */
    private static final int HEAD_BYTES = 200;

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final Selection selection;

    Eviction(RedisConnection redis, RedisKeys keys, Selection selection) {
        this.redis = redis;
        this.keys = keys;
        this.selection = selection;
    }

    CompletionStage<Long> run() {
        AtomicLong evicted = new AtomicLong();
        return new EntryNames(redis, keys, selection.dataset(), "*")
                .visit(step -> {
                    CompletableFuture<?>[] removals = step.stream()
                            .map(key -> evict(keys.entry(key), key)
                                    .thenAccept(evicted::addAndGet)
                                    .toCompletableFuture())
                            .toArray(CompletableFuture[]::new);
                    return CompletableFuture.allOf(removals).thenApply(all -> true);
                })
                .thenApply(visited -> evicted.get());
    }

    private CompletionStage<Long> evict(String name, CacheKey key) {
        if (!(selection instanceof Selection.OfTag tagged)) {
            return unlink(name);
        }
        Tag tag = tagged.tag();
        if (!tag.mayBeOn(key)) {
            return CompletableFuture.completedFuture(0L);
        }
        if (tag.name().equals(Tag.SYMBOL)) {
            return unlink(name);
        }
        if (tag.name().equals(Tag.PROVIDER)) {
            return redis.send(commands -> commands.getrange(name, 0, HEAD_BYTES))
                    .thenCompose(head -> EntryCodec.provider(new String(head, StandardCharsets.UTF_8))
                                    .equals(tag.value())
                            ? unlink(name)
                            : CompletableFuture.completedFuture(0L));
        }
        return redis.send((RedisClusterAsyncCommands<String, byte[]> commands) -> commands.get(name))
                .thenCompose(bytes -> bytes != null
                                && EntryCodec.decode(bytes)
                                        .filter(entry -> tag.isOn(key, entry))
                                        .isPresent()
                        ? unlink(name)
                        : CompletableFuture.completedFuture(0L));
    }

    private CompletionStage<Long> unlink(String name) {
        return redis.send((RedisClusterAsyncCommands<String, byte[]> commands) -> commands.unlink(name));
    }
}
