package dev.quotewell;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds out about a port before Camel does, which would start without its server and say so in a warning only. */
final class Ports {

    private Ports() {}

    /** The same, but not {@code taken}: of two free ports asked for one after the other, both may be the same. */
    static int freeBut(int taken, String host, int port, String key) {
        int free = free(host, port, key);
        return free == taken && port == 0 ? freeBut(taken, host, port, key) : free;
    }

    /**
     * The port itself, or a free one for 0.
     *
     * @throws CannotStartException it cannot be bound
     */
    static int free(String host, int port, String key) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new CannotStartException(
                    key + " is " + port + ", which cannot be bound on " + host + " (" + e.getMessage()
                            + "): end what uses it, or choose another, 0 for any free one",
                    e);
        }
    }
}
