package dev.quotewell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority that lives for one test, and what it signs; all as PEM files. */
public final class Certificates {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path directory;
    private final Path store;

    /** @param name of the authority */
    public Certificates(Path directory, String name) {
        this.directory = directory;
        this.store = directory.resolve(name + ".p12");
        keytool("-alias", "ca", "-dname", "CN=" + name, "-ext", "bc:c");
    }

    /** What others are to trust. */
    public Path authority() {
        return pem("ca", "CERTIFICATE", false);
    }

    /** Signs a certificate for 127.0.0.1 and localhost, good for servers and for clients. */
    public void issue(String name) {
        keytool("-alias", name, "-signer", "ca", "-dname", "CN=" + name, "-ext", "san=ip:127.0.0.1,dns:localhost");
    }

    public Path certificate(String name) {
        return pem(name, "CERTIFICATE", false);
    }

    public Path key(String name) {
        return pem(name, "PRIVATE KEY", true);
    }

    private Path pem(String name, String kind, boolean key) {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD);
            List<byte[]> parts = new ArrayList<>();
            if (key) {
                parts.add(keys.getKey(name, PASSWORD).getEncoded());
            } else {
                for (Certificate certificate : keys.getCertificateChain(name)) {
                    parts.add(certificate.getEncoded());
                }
            }
            StringBuilder text = new StringBuilder();
            Base64.Encoder encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
            for (byte[] part : parts) {
                text.append("-----BEGIN ").append(kind).append("-----\n").append(encoder.encodeToString(part));
                text.append("\n-----END ").append(kind).append("-----\n");
            }
            String file = store.getFileName() + "-" + name + (key ? ".key" : ".crt");
            return Files.writeString(directory.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD)));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(told);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
