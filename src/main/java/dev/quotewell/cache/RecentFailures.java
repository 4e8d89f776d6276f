package dev.quotewell.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Failed loads of this process, for as long as the store, which remembers them for all, gives no answer. */
final class RecentFailures {

    private static final int MOST = 10_000;

    record Recent(Failure failure, int inARow, Instant until) {}

    private final Cache<CacheKey, Recent> recent =
            Caffeine.newBuilder().maximumSize(MOST).build();

    void remember(CacheKey key, Recent failure) {
        recent.put(key, failure);
    }

    void forget(CacheKey key) {
        recent.invalidate(key);
    }

    @Nullable
    Recent find(CacheKey key) {
        return recent.getIfPresent(key);
    }
}
