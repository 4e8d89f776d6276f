package dev.quotewell.redis;

import dev.quotewell.cache.CacheKey;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The names of a dataset's entries, gone through in small steps (SCAN), so that Redis serves others in between. A name
 * may come twice.
 */
final class EntryNames {

    /** Names that one step looks at. */
    private static final int STEP = 500;

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final String dataset;
    private final ScanArgs names;

    /** @param match as Redis matches names: any key by {@code *} */
    EntryNames(RedisConnection redis, RedisKeys keys, String dataset, String match) {
        this.redis = redis;
        this.keys = keys;
        this.dataset = dataset;
        this.names = ScanArgs.Builder.matches(keys.pattern(dataset, match)).limit(STEP);
    }

    /** @param visitor gets the keys of one step, and says whether it wants those of the next */
    CompletionStage<Void> visit(Function<List<CacheKey>, CompletionStage<Boolean>> visitor) {
        // Lettuce's own scan over a Cluster waits for connections, on the very thread that makes them.
        return masters(new ArrayDeque<>(redis.masters()), visitor);
    }

    private CompletionStage<Void> masters(
            Queue<String> masters, Function<List<CacheKey>, CompletionStage<Boolean>> visitor) {
        String master = masters.poll();
        return master == null
                ? CompletableFuture.completedStage(null)
                : from(master, ScanCursor.INITIAL, visitor)
                        .thenCompose(more -> more ? masters(masters, visitor) : CompletableFuture.completedStage(null));
    }

    private CompletionStage<Boolean> from(
            String master, ScanCursor cursor, Function<List<CacheKey>, CompletionStage<Boolean>> visitor) {
        return redis.sendTo(master, commands -> commands.scan(cursor, names))
                .thenCompose(step -> visitor.apply(keys(step))
                        .thenCompose(more -> !more || step.isFinished()
                                ? CompletableFuture.completedStage(more)
                                : from(master, step, visitor)));
    }

    private List<CacheKey> keys(KeyScanCursor<String> step) {
        return step.getKeys().stream()
                .flatMap(name -> keys.findEntry(name).stream())
                .filter(key -> key.dataset().equals(dataset))
                .toList();
    }
}
