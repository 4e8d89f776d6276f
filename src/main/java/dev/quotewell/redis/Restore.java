package dev.quotewell.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts a backup in the place of the embedded Redis' data, while Quotewell is stopped. The backup is loaded by a real
 * server beside the old data first; only what loads takes its place, and the old data is kept under another name.
 */
public final class Restore {

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /** Redis reads a snapshot at the head of this file, as 6.2 names it; 7.0 and newer take it over into their folder. */
    private static final String APPEND_ONLY = "appendonly.aof";

    /**
     * What was put back.
     *
     * @param keys that are not expired meanwhile
     * @param takenAt when the backup was taken
     * @param keptAside where the old data is; empty when there was none
     */
    public record Done(long keys, Instant takenAt, Optional<Path> keptAside) {}

    private final Path directory;
    private final StartOptions options;

    private Restore(Path directory, StartOptions options) {
        this.directory = directory;
        this.options = options;
    }

    /**
     * Restores.
     *
     * @param directory of the embedded Redis; made when missing
     * @throws BackupException Quotewell or its Redis runs, or the file is no backup that loads; nothing was changed
     * @throws EmbeddedRedisException no server can be started to load it
     */
    public static Done from(Path backup, Path directory, Instant now) {
        return from(backup, directory, now, StartOptions.defaults());
    }

    static Done from(Path backup, Path directory, Instant now, StartOptions options) {
        return new Restore(directory, options).restore(new BackupFile(backup), now);
    }

    private Done restore(BackupFile backup, Instant now) {
        ServerFiles files = ServerFiles.in(directory);
        DirectoryLock lock = lock(files);
        try {
            requireStopped(files);
            Path fresh = directory.resolveSibling(directory.getFileName() + ".restoring");
            // The server in there runs in its own session: a Ctrl-C would leave it behind.
            Thread interrupted = new Thread(() -> end(fresh), "quotewell-restore-end");
            Runtime.getRuntime().addShutdownHook(interrupted);
            try {
                end(fresh);
                delete(fresh);
                BackupFile.Notes notes =
                        backup.extractTo(ServerFiles.in(fresh).directory().resolve(APPEND_ONLY));
                long keys = load(backup, fresh);
                return new Done(keys, notes.takenAt(), exchange(files, fresh, now));
            } finally {
                delete(fresh);
                forget(interrupted);
            }
        } catch (IOException e) {
            throw new BackupException(
                    "The data in " + directory + " cannot be replaced: " + BackupFile.reason(e) + "; it is as it was",
                    e);
        } finally {
            lock.close();
        }
    }

    /** The server of a restore that was ended in the middle lives on. What it holds is a copy: nothing is lost by force. */
    private static void end(Path fresh) {
        new ServerFiles(fresh)
                .findProcessId()
                .flatMap(ServerProcess::find)
                .filter(process -> process.worksIn(fresh))
                .ifPresent(process -> process.kill(ANSWER));
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is at work already.
        }
    }

    private DirectoryLock lock(ServerFiles files) {
        try {
            return DirectoryLock.acquire(files);
        } catch (EmbeddedRedisException e) {
            throw new BackupException(e.getMessage() + ": stop it, then restore", e);
        }
    }

    /** The Redis of a run that was killed lives on. */
    private void requireStopped(ServerFiles files) {
        boolean answers = files.findPort()
                .flatMap(ServerAnswer::from)
                .filter(answer -> answer.isIn(directory))
                .isPresent();
        Optional<ServerProcess> process =
                files.findProcessId().flatMap(ServerProcess::find).filter(found -> found.worksIn(directory));
        if (answers || process.isPresent()) {
            throw new BackupException(directory + " is in use by the Redis of a run that was killed"
                    + process.map(found -> " (process " + found.id() + ")").orElse("")
                    + ": start Quotewell once and stop it, then restore");
        }
    }

    /** How many keys there are once a server has read it. */
    private long load(BackupFile backup, Path fresh) throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start(fresh, options);
                RespConnection server = RespConnection.open(redis.uri().getPort(), ANSWER)) {
            List<String> size = server.ask("DBSIZE");
            return Long.parseLong(size.get(0));
        } catch (EmbeddedRedisException e) {
            throw new BackupException(backup.path() + " cannot be loaded: " + e.getMessage(), e);
        }
    }

    private Optional<Path> exchange(ServerFiles files, Path fresh, Instant now) throws IOException {
        boolean keep = files.haveData();
        Path aside = directory.resolveSibling(directory.getFileName() + "-before-restore-" + MOMENT.format(now));
        Files.move(directory, aside, StandardCopyOption.ATOMIC_MOVE);
        try {
            Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            Files.move(aside, directory, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
        if (!keep) {
            delete(aside);
            return Optional.empty();
        }
        return Optional.of(aside);
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
