package dev.quotewell.redis;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server of a run that was killed: it lives on in its own session, with all the data, and is taken over. */
final class LeftOverServer {

    private static final Logger log = LoggerFactory.getLogger(LeftOverServer.class);

    private static final Duration FIRST_SIGN = Duration.ofSeconds(1);

    private final ServerFiles files;
    private final StartOptions options;

    LeftOverServer(ServerFiles files, StartOptions options) {
        this.files = files;
        this.options = options;
    }

    /**
     * Empty when there is none and a new server may be started.
     *
     * @throws EmbeddedRedisException when there is one that does not answer: two servers must never write one file
     */
    Optional<RunningServer> find() {
        Optional<Integer> stated = files.findPort();
        if (stated.isEmpty()) {
            return Optional.empty();
        }
        awaitFirstSign();
        int port = stated.get();
        Sighting sighting =
                options.watch(files).awaitReady(port, () -> findHolder().isEmpty());
        if (sighting instanceof Sighting.Ended) {
            return Optional.empty();
        }
        if (sighting instanceof Sighting.Ready ready) {
            return Optional.of(takeOver(port, ready.answer()));
        }
        String holder = findHolder().map(process -> "process " + process.id()).orElse("its process is gone by now");
        if (sighting instanceof Sighting.Loading) {
            throw new EmbeddedRedisException(
                    "%s is in use by the Redis of an earlier run (%s), which still loads its data"
                                    .formatted(files.directory(), holder)
                            + " after " + options.loadingPatience().toSeconds() + " s: wait, then start again");
        }
        throw new EmbeddedRedisException(
                "%s is in use by the Redis of an earlier run (%s), which gave no answer on port %d"
                                .formatted(files.directory(), holder, port)
                        + " within " + options.patience().toSeconds() + " s: end it, then start again");
    }

    /** The run before may have been killed in the very instant in which it started its server. */
    private void awaitFirstSign() {
        Polling.until(FIRST_SIGN, files::findProcessId);
    }

    private RunningServer takeOver(int port, ServerAnswer answer) {
        RunningServer server = RunningServer.of(port, answer);
        log.info(
                "Redis of an earlier run taken over: {} ({}) on port {}, process {}, data in {}",
                answer.product(),
                answer.executable(),
                port,
                answer.processId(),
                files.directory());
        return server;
    }

    // A pid file may be left from before a reboot, its number given to any other process since.
    private Optional<ServerProcess> findHolder() {
        return files.findProcessId().flatMap(ServerProcess::find).filter(process -> process.worksIn(files.directory()));
    }
}
