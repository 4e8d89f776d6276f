package dev.quotewell.settings;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the servers, and how much of them ({@code quotewell.api.…}).
 *
 * @param keysFile with the keys that are known ({@code keys-file}); default none, so that no key is asked for
 * @param allowAnonymous whether others than this machine may come without a key; default false
 * @param rateLimit requests that one client may make in a window ({@code rate-limit}); default 0, as many as it likes
 * @param rateLimitWindow in whole seconds, up to a day ({@code rate-limit-per}); default 1m
 * @param requestTimeout how long a client may take to send the head of its first request, and any body; default 15s
 * @param maxConnections that are open at once; default 10000
 * @param tls of the API ({@code tls.certificate}, {@code tls.key}), and whom clients must be signed by ({@code
 *     tls.client-ca}); default none, so that it is plain HTTP
 * @param authority whom the command line trusts when it asks by https ({@code tls.ca}); default whom Java trusts
 */
public record AccessSettings(
        @Nullable Path keysFile,
        boolean allowAnonymous,
        int rateLimit,
        Duration rateLimitWindow,
        Duration requestTimeout,
        int maxConnections,
        TlsFiles tls,
        @Nullable Path authority) {

    private static final Duration LONGEST_WINDOW = Duration.ofDays(1);

    static AccessSettings read(SettingsReader reader) {
        Duration window = reader.duration("quotewell.api.rate-limit-per", Duration.ofMinutes(1));
        if (window.toMillisPart() != 0 || window.compareTo(LONGEST_WINDOW) > 0) {
            reader.fault("quotewell.api.rate-limit-per", "must be whole seconds, up to 1d");
        }
        TlsFiles tls = TlsFiles.read(reader, "quotewell.api.tls.", "client-ca");
        if (tls.authority() != null && tls.certificate() == null) {
            reader.fault("quotewell.api.tls.client-ca", "must not be set without quotewell.api.tls.certificate");
        }
        return new AccessSettings(
                reader.existingFile("quotewell.api.keys-file"),
                reader.flag("quotewell.api.allow-anonymous", false),
                reader.number("quotewell.api.rate-limit", 0, 0, 1_000_000_000),
                window,
                reader.duration("quotewell.api.request-timeout", Duration.ofSeconds(15)),
                reader.number("quotewell.api.max-connections", 10_000, 1, 1_000_000),
                tls,
                reader.existingFile("quotewell.api.tls.ca"));
    }

    /** Whether the API speaks TLS. */
    public boolean isSecure() {
        return tls.certificate() != null;
    }
}
