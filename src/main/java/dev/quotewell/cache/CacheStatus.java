package dev.quotewell.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the cache came to its answer, in the words of RFC 9211.
 *
 * @param forward why a provider was asked, or null for a hit
 * @param ttl how long the answer stays fresh, negative when stale; null when there is no answer
 * @param stored the answer was put into the cache
 * @param collapsed another caller's load brought the answer
 * @param detail why the answer is worse than usual, as a token such as {@code provider-failed}
 */
public record CacheStatus(
        @Nullable Forward forward,
        @Nullable Duration ttl,
        boolean stored,
        boolean collapsed,
        @Nullable String detail) {

    /** RFC 9211 section 2.2. */
    public enum Forward {
        MISS("miss"),
        /** A fresh answer was there, but the caller's directives did not allow its use. */
        REQUEST("request"),
        STALE("stale");

        private final String token;

        Forward(String token) {
            this.token = token;
        }

        public String token() {
            return token;
        }

        static Forward why(@Nullable Entry entry, Instant now) {
            if (entry == null) {
                return MISS;
            }
            return entry.isFresh(now) ? REQUEST : STALE;
        }
    }

    static CacheStatus hit(Duration ttl) {
        return new CacheStatus(null, ttl, false, false, null);
    }

    /** Of an answer that was put together of several: a hit if all are, and fresh as long as all are. */
    public static CacheStatus ofAll(List<CacheStatus> parts) {
        return new CacheStatus(
                parts.stream()
                        .map(CacheStatus::forward)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null),
                parts.stream()
                        .map(CacheStatus::ttl)
                        .filter(Objects::nonNull)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                parts.stream().anyMatch(CacheStatus::stored),
                parts.stream().anyMatch(CacheStatus::collapsed),
                parts.stream()
                        .map(CacheStatus::detail)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
    }

    public boolean isHit() {
        return forward == null;
    }

    /** The value of the response header, such as {@code quotewell; fwd=miss; stored}. */
    public String header() {
        StringBuilder header = new StringBuilder("quotewell");
        if (forward == null) {
            header.append("; hit");
        } else {
            header.append("; fwd=").append(forward.token);
        }
        if (stored) {
            header.append("; stored");
        }
        if (collapsed) {
            header.append("; collapsed");
        }
        if (ttl != null) {
            // A structured-field integer; rounded down, so that stale is never shown as 0.
            header.append("; ttl=").append(Math.floorDiv(ttl.toMillis(), 1000L));
        }
        if (detail != null) {
            header.append("; detail=").append(detail);
        }
        return header.toString();
    }
}
