package dev.quotewell.redis;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that answers, and how to end it. */
record RunningServer(int port, ServerProcess process) {

    private static final Logger log = LoggerFactory.getLogger(RunningServer.class);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration GRACE_AFTER_KILL = Duration.ofSeconds(5);

    static RunningServer of(int port, ServerAnswer answer) {
        return ServerProcess.find(answer.processId())
                .map(process -> new RunningServer(port, process))
                .orElseThrow(() -> new EmbeddedRedisException(answer.directory() + " is in use by a Redis on port "
                        + port + " whose process " + answer.processId() + " cannot be seen from here"));
    }

    /** False when the process is still there, even after force. */
    boolean stop() {
        // Once the process is gone, its port may belong to another Redis, which must not get our SHUTDOWN.
        if (!process.isRunning()) {
            return true;
        }
        shutDown();
        if (process.awaitEnd(GRACE)) {
            log.info("Redis stopped (process {})", process.id());
            return true;
        }
        log.warn("Redis (process {}) did not stop within {}: ending it by force", process.id(), GRACE);
        return process.kill(GRACE_AFTER_KILL);
    }

    // NOSAVE is about the snapshot, which we do not use; the append-only file is flushed either way. It is also the
    // only form that a server accepts while a script runs.
    private void shutDown() {
        try (RespConnection connection = RespConnection.open(port, ANSWER_TIMEOUT)) {
            connection.ask("SHUTDOWN", "NOSAVE");
        } catch (IOException e) {
            // The usual end: it closes the connection instead of answering.
            log.debug("Redis ended the connection at SHUTDOWN: {}", e.getMessage());
        }
    }
}
