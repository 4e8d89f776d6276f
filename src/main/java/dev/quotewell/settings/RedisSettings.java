package dev.quotewell.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * Which Redis, and how it is used ({@code quotewell.redis.…}).
 *
 * @param uri {@value #EMBEDDED} (default) starts one under the data directory; else {@code redis://},
 *     {@code rediss://user:password@host} or {@code redis-sentinel://}
 * @param prefix of every key; default {@code qw:}
 * @param timeout how long a command may take before callers go on without Redis; default 500ms
 * @param compressAbove records longer than so many bytes are compressed in Redis; default 1KB
 */
public record RedisSettings(String uri, String prefix, Duration timeout, int compressAbove) {

    public static final String EMBEDDED = "embedded";

    static RedisSettings read(SettingsReader reader) {
        String uri = reader.text("quotewell.redis.uri", EMBEDDED);
        if (!uri.equals(EMBEDDED) && !uri.matches("rediss?(-sentinel)?://\\S+")) {
            reader.fault("quotewell.redis.uri", "must be embedded, redis://…, rediss://… or redis-sentinel://…");
        } else if (!isUri(uri)) {
            reader.fault("quotewell.redis.uri", "must be a valid URI: percent-encode what is special in a password");
        }
        String prefix = reader.text("quotewell.redis.prefix", "qw:");
        if (!prefix.matches("[a-zA-Z0-9_.:-]+")) {
            reader.fault("quotewell.redis.prefix", "must be letters, digits and any of . _ : -");
        }
        return new RedisSettings(uri, prefix, reader.duration("quotewell.redis.timeout", Duration.ofMillis(500)), (int)
                Math.min(Integer.MAX_VALUE, reader.size("quotewell.redis.compress-above", "1KB")));
    }

    private static boolean isUri(String text) {
        try {
            return new URI(text).isAbsolute() || text.equals(EMBEDDED);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    public boolean embedded() {
        return uri.equals(EMBEDDED);
    }
}
