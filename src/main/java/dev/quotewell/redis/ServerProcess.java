package dev.quotewell.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A server's process. It is not our child (it runs in its own session), so there is no exit code and no notice of its
 * end. The handle remembers the start time: another process that gets the same id later is not mistaken for it.
 */
record ServerProcess(ProcessHandle handle) {

    static Optional<ServerProcess> find(long id) {
        return ProcessHandle.of(id).map(ServerProcess::new).filter(ServerProcess::isRunning);
    }

    long id() {
        return handle.pid();
    }

    boolean isRunning() {
        return handle.isAlive() && !isZombie();
    }

    /** A Redis or Valkey with this working directory; where the system does not tell the directory, any of them. */
    boolean worksIn(Path directory) {
        // Debian's redis-server is a link to redis-check-rdb, and the bundled one has its version in its name.
        boolean redis = handle.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString())
                .filter(name -> name.contains("redis") || name.contains("valkey"))
                .isPresent();
        Path workingDirectory = system("cwd");
        if (!redis || !Files.exists(workingDirectory, LinkOption.NOFOLLOW_LINKS)) {
            return redis;
        }
        try {
            return Files.isSameFile(workingDirectory, directory);
        } catch (IOException e) {
            return false;
        }
    }

    boolean awaitEnd(Duration max) {
        return Polling.until(max, () -> isRunning() ? Optional.empty() : Optional.of(this))
                .isPresent();
    }

    /** Ends the process by force; false when it is still there after {@code max}. */
    boolean kill(Duration max) {
        handle.destroyForcibly();
        return awaitEnd(max);
    }

    // In a container where we are process 1, nobody collects an ended server: it stays as a zombie until we end.
    private boolean isZombie() {
        try {
            String stat = Files.readString(system("stat"), ISO_8859_1);
            return stat.startsWith(") Z", stat.lastIndexOf(')'));
        } catch (IOException e) {
            return false;
        }
    }

    private Path system(String file) {
        return Path.of("/proc", Long.toString(id()), file);
    }
}
