package dev.quotewell.camel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Ready only when the port of the API is really bound: Camel says UP although its server could not bind. */
public final class ApiHealthCheck extends AbstractHealthCheck {

    private static final int PATIENCE_MILLIS = 1000;

    private final InetSocketAddress address;

    public ApiHealthCheck(String host, int port) {
        super("quotewell", "api");
        this.address = new InetSocketAddress(host, port);
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        try (Socket socket = new Socket()) {
            socket.connect(address, PATIENCE_MILLIS);
            builder.up();
        } catch (IOException e) {
            builder.message("Nobody listens on port " + address.getPort()).down();
        }
    }
}
