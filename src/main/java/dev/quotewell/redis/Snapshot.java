package dev.quotewell.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has the server of a directory write all its data into one file ({@code BGSAVE}): as of one moment, whatever is written
 * meanwhile, since a forked process does it. The append-only file of a running server cannot be copied like that: its
 * parts change, and their list with them.
 */
final class Snapshot implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Pattern FIELD = Pattern.compile("(?m)^(\\w+):(.*?)\\r?$");

    private final Path file;
    private final long keys;

    private Snapshot(Path file, long keys) {
        this.file = file;
        this.keys = keys;
    }

    /**
     * Returns when the file is there and complete.
     *
     * @param patience how long it may take
     * @throws BackupException the server refuses, fails or takes too long
     */
    static Snapshot take(Path directory, int port, Duration patience) {
        try (RespConnection server = RespConnection.open(port, ANSWER)) {
            boolean begun = Polling.until(patience, () -> begin(server)).isPresent();
            long keys = Long.parseLong(server.ask("DBSIZE").get(0));
            if (!begun || Polling.until(patience, () -> ended(server)).isEmpty()) {
                throw new BackupException("Redis wrote no snapshot within " + patience.toSeconds() + " s");
            }
            if (!field(server, "rdb_last_bgsave_status").equals("ok")) {
                throw new BackupException("Redis could not write its snapshot: see " + directory.resolve("redis.log"));
            }
            return new Snapshot(directory.resolve(BackupFile.SNAPSHOT), keys);
        } catch (IOException e) {
            throw refused(e);
        }
    }

    /** Empty while another snapshot or a rewrite of the append-only file is under way. */
    private static Optional<Boolean> begin(RespConnection server) {
        try {
            server.ask("BGSAVE");
            return Optional.of(true);
        } catch (IOException e) {
            String reply = String.valueOf(e.getMessage());
            if (reply.contains("in progress") || reply.contains("child process")) {
                return Optional.empty();
            }
            throw refused(e);
        }
    }

    private static Optional<Boolean> ended(RespConnection server) {
        try {
            return field(server, "rdb_bgsave_in_progress").equals("0") ? Optional.of(true) : Optional.empty();
        } catch (IOException e) {
            throw refused(e);
        }
    }

    private static String field(RespConnection server, String name) throws IOException {
        List<String> info = server.ask("INFO", "persistence");
        Matcher fields = FIELD.matcher(String.join("\n", info));
        while (fields.find()) {
            if (fields.group(1).equals(name)) {
                return fields.group(2);
            }
        }
        return "";
    }

    private static BackupException refused(IOException e) {
        return new BackupException("Redis did not write its snapshot: " + e.getMessage(), e);
    }

    Path file() {
        return file;
    }

    /** About as many as are in it. */
    long keys() {
        return keys;
    }

    /** Removes the file: the embedded Redis reads its append-only file only. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new BackupException(file + " cannot be removed: " + e.getMessage(), e);
        }
    }
}
