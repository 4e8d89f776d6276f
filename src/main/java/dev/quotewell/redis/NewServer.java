package dev.quotewell.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a server for a directory that has none. */
final class NewServer {

    private static final Logger log = LoggerFactory.getLogger(NewServer.class);
    private static final int MAX_PORTS = 5;
    private static final Duration GRACE_AFTER_KILL = Duration.ofSeconds(5);

    private final ServerFiles files;
    private final StartOptions options;

    NewServer(ServerFiles files, StartOptions options) {
        this.files = files;
        this.options = options;
    }

    /** Leaves no process behind when it throws. */
    RunningServer start() {
        ServerBinary binary = ServerBinary.get(options.searchPath(), files);
        for (int attempt = 1; attempt <= MAX_PORTS; attempt++) {
            int port = options.ports().getAsInt();
            Optional<RunningServer> server = tryStart(binary, port);
            if (server.isPresent()) {
                return server.get();
            }
            log.info("Redis could not have port {}: {}", port, files.lastLogLine());
        }
        throw new EmbeddedRedisException("Redis could have no port on 127.0.0.1, %d were tried: %s (log: %s)"
                .formatted(MAX_PORTS, files.lastLogLine(), files.log()));
    }

    /** Empty when only the port was in the way. */
    private Optional<RunningServer> tryStart(ServerBinary binary, int port) {
        files.prepare(port);
        Process launcher = launch(binary);
        Sighting sighting = options.watch(files).awaitReady(port, () -> hasEnded(launcher));
        if (sighting instanceof Sighting.Ready ready) {
            return Optional.of(started(binary, port, ready.answer()));
        }
        if (sighting instanceof Sighting.Ended) {
            if (files.logContains("Failed listening on port")) {
                return Optional.empty();
            }
            throw new EmbeddedRedisException(
                    "%s ended at once: %s (log: %s)".formatted(binary.path(), files.lastLogLine(), files.log()));
        }
        launcher.destroyForcibly();
        files.findProcessId().flatMap(ServerProcess::find).ifPresent(process -> process.kill(GRACE_AFTER_KILL));
        files.forgetProcess();
        throw new EmbeddedRedisException("%s was not ready within %d s: %s (log: %s)"
                .formatted(
                        binary.path(),
                        sighting instanceof Sighting.Loading
                                ? options.loadingPatience().toSeconds()
                                : options.patience().toSeconds(),
                        files.lastLogLine(),
                        files.log()));
    }

    private Process launch(ServerBinary binary) {
        // What goes wrong before the server opens its log, such as a fault in its configuration, lands there too.
        try {
            return ServerBinary.command(binary.path(), ServerFiles.CONFIG)
                    .directory(files.directory().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new EmbeddedRedisException(binary.path() + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** The launcher ends with 0 as soon as the server goes its own way, whatever becomes of that. */
    private boolean hasEnded(Process launcher) {
        if (launcher.isAlive()) {
            return false;
        }
        if (launcher.exitValue() != 0) {
            return true;
        }
        // Until the server writes its own id, the log may name the launcher.
        return files.findProcessId()
                .filter(id -> id != launcher.pid())
                .filter(id -> ServerProcess.find(id).isEmpty())
                .isPresent();
    }

    private RunningServer started(ServerBinary binary, int port, ServerAnswer answer) {
        RunningServer server = RunningServer.of(port, answer);
        log.info(
                "{} started ({}) on port {}, process {}, data in {}",
                answer.product(),
                binary.path(),
                port,
                answer.processId(),
                files.directory());
        return server;
    }
}
