package dev.quotewell.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A Redis that speaks nothing but TLS, asks for certificates and for a password. */
public final class TlsRedis implements AutoCloseable {

    private final int port;
    private final Process process;

    public TlsRedis(Path directory, Path authority, Path certificate, Path key, String password) {
        try {
            Files.createDirectories(directory);
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            Path file = Files.write(
                    directory.resolve("server.conf"),
                    List.of(
                            "bind 127.0.0.1",
                            "port 0",
                            "tls-port " + port,
                            "tls-ca-cert-file " + authority,
                            "tls-cert-file " + certificate,
                            "tls-key-file " + key,
                            "tls-auth-clients yes",
                            "requirepass " + password,
                            "dir " + directory));
            String searchPath = Objects.requireNonNullElse(System.getenv("PATH"), "");
            Path binary =
                    ServerBinary.get(searchPath, ServerFiles.in(directory)).path();
            process = ServerBinary.command(binary, file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("server.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("Redis listens on port " + port, this::listens);
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
