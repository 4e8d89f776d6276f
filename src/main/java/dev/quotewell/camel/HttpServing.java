package dev.quotewell.camel;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a server listens.
 *
 * @param host the address to bind to
 * @param requestTimeout how long a client may take to send the head of its first request, and any body
 * @param maxConnections that are open at once; one more is closed unheard
 * @param tls null for plain HTTP
 */
public record HttpServing(
        String host,
        int port,
        Duration requestTimeout,
        int maxConnections,
        @Nullable ServerTls tls) {

    /**
     * All PEM.
     *
     * @param certificate ours, with those that lead to its authority behind it
     * @param key of the certificate, PKCS #8 without a password
     * @param clientAuthority whom clients must be signed by; null when they need no certificate
     */
    public record ServerTls(
            Path certificate, Path key, @Nullable Path clientAuthority) {}

    /** 1,000 keys of any length fit into one URL. */
    static final int LONGEST_URL_BYTES = 128 * 1024;

    static final int LONGEST_HEADERS_BYTES = 16 * 1024;

    /** Without TLS, and with the limits of the settings' defaults. */
    public static HttpServing plain(String host, int port) {
        return new HttpServing(host, port, Duration.ofSeconds(15), 10_000, null);
    }

    boolean isSecure() {
        return tls != null;
    }

    HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setMaxInitialLineLength(LONGEST_URL_BYTES)
                .setMaxHeaderSize(LONGEST_HEADERS_BYTES)
                .setIdleTimeout((int) Connections.IDLE.toSeconds())
                .setTcpNoDelay(true)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHttp2ClearTextEnabled(false);
        if (tls != null) {
            options.setSsl(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(tls.certificate().toString())
                            .setKeyPath(tls.key().toString()));
            if (tls.clientAuthority() != null) {
                options.setClientAuth(ClientAuth.REQUIRED)
                        .setTrustOptions(new PemTrustOptions()
                                .addCertPath(tls.clientAuthority().toString()));
            }
        }
        return options;
    }
}
