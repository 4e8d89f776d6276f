package dev.quotewell.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Objects;
import java.util.function.IntSupplier;

/**
 * What a start takes from its surroundings.
 *
 * @param searchPath the folders to look for a server in, as in the environment variable PATH
 * @param ports a port to try, another at each call
 * @param patience how long a server may give no answer at all
 * @param loadingPatience how long it may then read its data
 */
record StartOptions(String searchPath, IntSupplier ports, Duration patience, Duration loadingPatience) {

    static StartOptions defaults() {
        return new StartOptions(
                Objects.requireNonNullElse(System.getenv("PATH"), ""),
                StartOptions::freePort,
                Duration.ofSeconds(10),
                Duration.ofMinutes(2));
    }

    ServerWatch watch(ServerFiles files) {
        return new ServerWatch(files.directory(), patience, loadingPatience);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new EmbeddedRedisException("Redis found no port on 127.0.0.1: " + e.getMessage(), e);
        }
    }
}
