package dev.quotewell.redis;

import io.lettuce.core.SslOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whom Redis must be signed by, and how we show who we are; all PEM.
 *
 * @param authority null for whom Java trusts
 * @param certificate ours; null when Redis asks for none. Not without a key
 * @param key of the certificate, PKCS #8 without a password
 */
public record RedisTls(
        @Nullable Path authority,
        @Nullable Path certificate,
        @Nullable Path key) {

    public static final RedisTls NONE = new RedisTls(null, null, null);

    public RedisTls {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("A certificate and its key go together");
        }
    }

    SslOptions options() {
        SslOptions.Builder options = SslOptions.builder().jdkSslProvider();
        if (authority != null) {
            options.trustManager(authority.toFile());
        }
        if (certificate != null && key != null) {
            options.keyManager(certificate.toFile(), key.toFile(), new char[0]);
        }
        return options.build();
    }
}
