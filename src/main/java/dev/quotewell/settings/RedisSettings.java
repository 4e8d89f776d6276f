package dev.quotewell.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Which Redis, and how it is used ({@code quotewell.redis.…}).
 *
 * @param uri {@value #EMBEDDED} (default) starts one under the data directory; else one Redis ({@code
 *     redis://host:port}), Sentinels ({@code redis-sentinel://host:port,host:port#master}) or nodes of a Redis Cluster
 *     ({@code redis-cluster://host:port,host:port}); {@code user:password@} may stand before the first host, and
 *     {@code rediss} in place of {@code redis} means TLS
 * @param prefix of every key; default {@code qw:}
 * @param timeout how long a command may take before callers go on without Redis; default 500ms
 * @param compressAbove records longer than so many bytes are compressed in Redis; default 1KB
 * @param tls whom Redis must be signed by, and how we show who we are ({@code quotewell.redis.tls.ca}, {@code
 *     .certificate}, {@code .key}); default the authorities that Java knows, and no certificate of ours
 */
public record RedisSettings(String uri, String prefix, Duration timeout, int compressAbove, TlsFiles tls) {

    public static final String EMBEDDED = "embedded";

    private static final String HOST = "([\\w.-]+|\\[[\\da-fA-F:.%]+])(:\\d{1,5})?";
    private static final Pattern HOSTS =
            Pattern.compile("[a-z-]+://([^/?#@]*@)?" + HOST + "(," + HOST + ")*(/[^/?#@]*)?(\\?[^#@]*)?(#[^@]*)?");

    static RedisSettings read(SettingsReader reader) {
        String uri = reader.text("quotewell.redis.uri", EMBEDDED);
        if (!uri.equals(EMBEDDED) && !uri.matches("rediss?(-sentinel|-cluster)?://\\S+")) {
            reader.fault(
                    "quotewell.redis.uri",
                    "must be embedded, redis://…, redis-sentinel://…, redis-cluster://…, or one of these with rediss");
        } else if (uri.matches("rediss?-sentinel://[^#]*#?")) {
            reader.fault(
                    "quotewell.redis.uri",
                    "must end in the name of the master, as in redis-sentinel://host:port,host:port#master");
        } else if (!uri.equals(EMBEDDED) && !HOSTS.matcher(uri).matches()) {
            // Else what stands behind a # in a password would be left out, and what stands before it be a host's name.
            reader.fault(
                    "quotewell.redis.uri",
                    "must name hosts as in redis://user:password@host:port, with what is special in a password"
                            + " percent-encoded: # is %23, / is %2F, ? is %3F, @ is %40");
        } else if (!isUri(uri)) {
            reader.fault("quotewell.redis.uri", "must be a valid URI: percent-encode what is special in a password");
        }
        String prefix = reader.text("quotewell.redis.prefix", "qw:");
        if (!prefix.matches("[a-zA-Z0-9_.:-]+")) {
            reader.fault("quotewell.redis.prefix", "must be letters, digits and any of . _ : -");
        }
        TlsFiles tls = TlsFiles.read(reader, "quotewell.redis.tls.", "ca");
        if (!tls.isEmpty() && !uri.startsWith("rediss")) {
            reader.fault("quotewell.redis.uri", "must begin with rediss, since quotewell.redis.tls.… is set");
        }
        return new RedisSettings(
                uri,
                prefix,
                reader.duration("quotewell.redis.timeout", Duration.ofMillis(500)),
                (int) Math.min(Integer.MAX_VALUE, reader.size("quotewell.redis.compress-above", "1KB")),
                tls);
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
