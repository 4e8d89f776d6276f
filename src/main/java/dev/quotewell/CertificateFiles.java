package dev.quotewell;

import dev.quotewell.settings.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the files of TLS before they are used: with the key of another certificate, or one that has expired, all
 * would start, and every caller be turned away.
 */
final class CertificateFiles {

    private static final Logger log = LoggerFactory.getLogger(CertificateFiles.class);

    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /** By the kind of key. Of any other nothing is said. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private CertificateFiles() {}

    /**
     * Warns of what is no longer valid, or not yet.
     *
     * @param prefix of their settings
     * @param authorityName of the setting that names the authority
     * @throws CannotStartException a file cannot be used, or a key is not that of its certificate
     */
    static void check(String prefix, TlsFiles files, String authorityName, Instant now) {
        if (files.authority() != null) {
            certificates(prefix + authorityName, files.authority(), now);
        }
        if (files.certificate() != null && files.key() != null) {
            PublicKey certified = certificates(prefix + "certificate", files.certificate(), now)
                    .getPublicKey();
            if (!isOf(certified, key(prefix + "key", files.key(), certified))) {
                throw new CannotStartException(prefix + "key is " + files.key()
                        + ", which is not the key of the certificate in " + files.certificate());
            }
        }
    }

    /** The first of them. */
    private static X509Certificate certificates(String setting, Path file, Instant now) {
        try (InputStream pem = Files.newInputStream(file)) {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty() || !Files.readString(file).contains("-----BEGIN CERTIFICATE-----")) {
                throw unusable(setting, file, "one or more certificates in PEM", null);
            }
            certificates.forEach(certificate -> warn(setting, file, certificate, now));
            return certificates.get(0);
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(setting, file, "one or more certificates in PEM", e);
        }
    }

    private static void warn(String setting, Path file, X509Certificate certificate, Instant now) {
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            log.warn(
                    "{} names {}, with a certificate that expired at {}: the other side will refuse it",
                    setting,
                    file,
                    end);
        } else if (now.isBefore(begin)) {
            log.warn("{} names {}, with a certificate that is not valid before {}", setting, file, begin);
        }
    }

    /** Empty for a kind of key that is not known here. */
    private static Optional<PrivateKey> key(String setting, Path file, PublicKey certified) {
        String allowed = "the certificate's key in PEM, PKCS #8 without a password: openssl pkcs8 -topk8 -nocrypt";
        try {
            Matcher pem = PKCS8.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            if (!pem.find()) {
                throw unusable(setting, file, allowed, null);
            }
            if (!SIGNATURES.containsKey(certified.getAlgorithm())) {
                return Optional.empty();
            }
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
            return Optional.of(
                    KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(setting, file, allowed, e);
        }
    }

    private static boolean isOf(PublicKey certified, Optional<PrivateKey> key) {
        String algorithm = SIGNATURES.get(certified.getAlgorithm());
        if (key.isEmpty() || algorithm == null) {
            return true;
        }
        byte[] any = "quotewell".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key.get());
            signature.update(any);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(any);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Never with what the file holds, nor with what Java says of that. */
    private static CannotStartException unusable(String setting, Path file, String allowed, @Nullable Exception cause) {
        String told = setting + " is " + file + ", which cannot be used, must hold " + allowed;
        return cause == null ? new CannotStartException(told) : new CannotStartException(told, cause);
    }
}
