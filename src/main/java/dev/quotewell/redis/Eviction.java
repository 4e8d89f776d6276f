package dev.quotewell.redis;

import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.Selection;
import dev.quotewell.cache.Tag;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Removes the entries of a dataset, or those with a tag: goes through the names in small steps (SCAN), so that Redis
 * serves others in between, and frees their memory behind its back (UNLINK).
 */
final class Eviction {

    /** Names that one step looks at. */
    private static final int STEP = 500;

    /** As far into an entry as its provider stands. */
    private static final int HEAD_BYTES = 200;

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final Selection selection;
    private final ScanArgs names;

    Eviction(RedisConnection redis, RedisKeys keys, Selection selection) {
        this.redis = redis;
        this.keys = keys;
        this.selection = selection;
        this.names = ScanArgs.Builder.matches(keys.pattern(selection.dataset())).limit(STEP);
    }

    CompletionStage<Long> run() {
        // Lettuce's own scan over a Cluster waits for connections, on the very thread that makes them.
        CompletionStage<Long> sum = CompletableFuture.completedStage(0L);
        for (String master : redis.masters()) {
            sum = sum.thenCombine(from(master, ScanCursor.INITIAL, 0), Long::sum);
        }
        return sum;
    }

    private CompletionStage<Long> from(String master, ScanCursor cursor, long evicted) {
        return redis.sendTo(master, commands -> commands.scan(cursor, names))
                .thenCompose(step -> evict(step)
                        .thenCompose(more -> step.isFinished()
                                ? CompletableFuture.completedFuture(evicted + more)
                                : from(master, step, evicted + more)));
    }

    private CompletionStage<Long> evict(KeyScanCursor<String> step) {
        List<CompletableFuture<Long>> removals = new ArrayList<>();
        for (String name : step.getKeys()) {
            keys.findEntry(name)
                    .filter(key -> key.dataset().equals(selection.dataset()))
                    .ifPresent(key -> removals.add(evict(name, key).toCompletableFuture()));
        }
        return CompletableFuture.allOf(removals.toArray(CompletableFuture[]::new))
                .thenApply(all ->
                        removals.stream().mapToLong(CompletableFuture::join).sum());
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
