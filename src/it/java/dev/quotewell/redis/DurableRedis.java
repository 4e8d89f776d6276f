package dev.quotewell.redis;

import java.nio.file.Path;

/** A Redis that keeps what it acknowledged, and may be killed and started again. */
public final class DurableRedis implements AutoCloseable {

    private final TestServers servers;
    private final TestServer server;

    private DurableRedis(TestServers servers) {
        this.servers = servers;
        this.server = servers.single("appendonly yes", "appendfsync always");
    }

    public static DurableRedis start(Path directory) {
        return new DurableRedis(new TestServers(directory));
    }

    public String uri() {
        return server.uri();
    }

    /** SIGKILL, then the same again on the same port and data. */
    public void restart() {
        server.kill();
        server.start();
    }

    @Override
    public void close() {
        servers.close();
    }
}
