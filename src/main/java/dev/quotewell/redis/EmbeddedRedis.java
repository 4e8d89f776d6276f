package dev.quotewell.redis;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A real Redis server of our own, for a laptop: started with the application, on a free port of 127.0.0.1, its data in
 * one directory that outlives it. It runs in its own session, so that the Ctrl-C which ends the application does not end
 * it first: only {@link #close} does, and it may be called from a shutdown hook. When the application is killed, the
 * server stays and the next start on the same directory takes it over. Safe for many threads.
 */
public final class EmbeddedRedis implements AutoCloseable {

    private final ServerFiles files;
    private final DirectoryLock lock;
    private final RunningServer server;
    private boolean closed;

    private EmbeddedRedis(ServerFiles files, DirectoryLock lock, RunningServer server) {
        this.files = files;
        this.lock = lock;
        this.server = server;
    }

    /**
     * Returns once the server answers: at once as a rule, after minutes at most while it reads much data.
     *
     * @param directory made when missing; one application at a time may use it
     * @throws EmbeddedRedisException with a line for the user
     */
    public static EmbeddedRedis start(Path directory) {
        return start(directory, StartOptions.defaults());
    }

    static EmbeddedRedis start(Path directory, StartOptions options) {
        ServerFiles files = ServerFiles.in(directory);
        DirectoryLock lock = DirectoryLock.acquire(files);
        try {
            RunningServer server =
                    new LeftOverServer(files, options).find().orElseGet(() -> new NewServer(files, options).start());
            return new EmbeddedRedis(files, lock, server);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Where the server of a directory answers, if one runs. */
    public static Optional<URI> find(Path directory) {
        return new ServerFiles(directory)
                .findPort()
                .filter(port -> ServerAnswer.from(port)
                        .filter(answer -> answer.isIn(directory))
                        .isPresent())
                .map(EmbeddedRedis::uri);
    }

    /** {@code redis://127.0.0.1:PORT}, without a password. */
    public URI uri() {
        return uri(server.port());
    }

    private static URI uri(int port) {
        return URI.create("redis://127.0.0.1:" + port);
    }

    long processId() {
        return server.process().id();
    }

    /** Ends the server, all its data written, and returns when its process is gone; later calls do nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (!server.stop()) {
                throw new EmbeddedRedisException(files.directory() + " is still in use by Redis (process " + processId()
                        + "), which cannot be ended");
            }
            files.forgetProcess();
        } finally {
            lock.close();
        }
    }
}
