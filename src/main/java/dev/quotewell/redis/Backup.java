package dev.quotewell.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes a backup of the embedded Redis: entries, outbox, streams with their groups, request ids, budgets, all as of one
 * moment. Whether Quotewell runs plays no part: where no server runs, one is started for it and ended again.
 */
public final class Backup {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /**
     * What was taken.
     *
     * @param keys about so many
     * @param bytes of the file
     */
    public record Taken(Path file, Instant at, long keys, long bytes) {}

    private final Path directory;
    private final StartOptions options;

    private Backup(Path directory, StartOptions options) {
        this.directory = directory;
        this.options = options;
    }

    /**
     * Writes a new file that {@link Restore} reads.
     *
     * @param directory of the embedded Redis
     * @throws BackupException there is nothing to back up, or the file cannot be written; no half file is left
     * @throws EmbeddedRedisException no server can be started on the data
     */
    public static Taken take(Path directory, Path file, Instant now) {
        return take(directory, file, now, StartOptions.defaults());
    }

    static Taken take(Path directory, Path file, Instant now, StartOptions options) {
        new BackupFile(file).requireFree();
        return new Backup(directory, options).to(file, now);
    }

    private Taken to(Path file, Instant now) {
        ServerFiles files = new ServerFiles(directory);
        if (!files.haveData()) {
            throw new BackupException(directory + " holds no data of an embedded Redis: there is nothing to back up");
        }
        Optional<Integer> port = files.findPort();
        Optional<ServerAnswer> running = port.flatMap(ServerAnswer::from).filter(answer -> answer.isIn(directory));
        if (running.isPresent()) {
            if (running.get().loading()) {
                throw new BackupException(
                        "Redis still reads its data in " + directory + ": try again when it is ready");
            }
            return write(file, now, port.get());
        }
        try (EmbeddedRedis redis = EmbeddedRedis.start(directory, options)) {
            return write(file, now, redis.uri().getPort());
        }
    }

    private Taken write(Path file, Instant now, int port) {
        String server = ServerAnswer.from(port).map(ServerAnswer::product).orElse("unknown");
        try (Snapshot snapshot = Snapshot.take(directory, port, PATIENCE);
                InputStream content = Files.newInputStream(snapshot.file())) {
            new BackupFile(file).write(content, new BackupFile.Notes(now, server, snapshot.keys()));
            return new Taken(file, now, snapshot.keys(), Files.size(file));
        } catch (IOException e) {
            throw new BackupException(
                    "The snapshot in " + directory + " cannot be read (does another backup run?): " + e.getMessage(),
                    e);
        }
    }
}
