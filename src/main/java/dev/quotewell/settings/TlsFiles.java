package dev.quotewell.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files of one side of TLS, all PEM.
 *
 * @param certificate ours, with those that lead to its authority behind it; not without a key
 * @param key of the certificate, without a password (PKCS #8)
 * @param authority whom the other side must be signed by
 */
public record TlsFiles(
        @Nullable Path certificate,
        @Nullable Path key,
        @Nullable Path authority) {

    public static final TlsFiles NONE = new TlsFiles(null, null, null);

    static TlsFiles read(SettingsReader reader, String prefix, String authorityName) {
        Path certificate = reader.existingFile(prefix + "certificate");
        Path key = reader.existingFile(prefix + "key");
        if ((certificate == null) != (key == null)) {
            String absent = prefix + (key == null ? "key" : "certificate");
            reader.fault(absent, "must be set, too: a certificate and its key go together");
        }
        return new TlsFiles(certificate, key, reader.existingFile(prefix + authorityName));
    }

    public boolean isEmpty() {
        return certificate == null && authority == null;
    }
}
