package dev.quotewell.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lies in the data directory beside the data: the server's configuration, log and process id, and our lock. The
 * server runs in the directory and names its files relative to it, so a path needs no quoting and the whole directory
 * may be moved between runs.
 */
record ServerFiles(Path directory) {

    static final String CONFIG = "redis.conf";
    private static final String LOG = "redis.log";
    private static final String PROCESS_ID = "redis.pid";

    private static final ServerVersion OLDEST = new ServerVersion(6, 2);
    private static final ServerVersion OLDEST_WITH_PARTED_FILE = new ServerVersion(7, 0);

    private static final Pattern PORT = Pattern.compile("^port (\\d{1,5})$", Pattern.MULTILINE);
    private static final Pattern NUMBER = Pattern.compile("^(\\d{1,18})\\s*$");
    // "5990:M 23 Nov 2026 01:33:09.877 # Server initialized"
    private static final Pattern LOG_PREFIX = Pattern.compile("^(\\d{1,18}):[A-Z] [^*#.-]*\\.\\d+ [.*#-] ");

    /** Makes the directory where it is missing, for its owner only, as anyone may read the data files inside. */
    static ServerFiles in(Path directory) {
        try {
            Path parent = directory.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(directory);
                restrictToOwner(directory);
            }
            return new ServerFiles(directory);
        } catch (IOException e) {
            throw EmbeddedRedisException.unusable(directory, e);
        }
    }

    static void restrictToOwner(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        }
    }

    Path lock() {
        return directory.resolve("lock");
    }

    Path log() {
        return directory.resolve(LOG);
    }

    /** Whether a server has ever worked here. */
    boolean haveData() {
        return Files.exists(directory.resolve("appendonlydir")) || Files.exists(directory.resolve("appendonly.aof"));
    }

    /** Since 7.0 the append-only file has parts in a folder, which 6.2 does not look into: it would start empty. */
    ServerVersion oldestVersion() {
        return Files.exists(directory.resolve("appendonlydir")) ? OLDEST_WITH_PARTED_FILE : OLDEST;
    }

    /** Readies all for a new server on this port: its configuration, no old process id, an empty log. */
    void prepare(int port) {
        // Own session by `daemonize`: the Ctrl-C that ends the application must not end Redis before it.
        String config = """
                # Written by Quotewell at each start: changes are lost.
                bind 127.0.0.1
                protected-mode yes
                port %d
                daemonize yes
                dir .
                logfile %s
                pidfile %s
                appendonly yes
                appendfsync everysec
                save ""
                maxmemory-policy noeviction
                """.formatted(port, LOG, PROCESS_ID);
        try {
            Files.deleteIfExists(directory.resolve(PROCESS_ID));
            Files.writeString(log(), "");
            Files.writeString(directory.resolve(CONFIG), config);
        } catch (IOException e) {
            throw EmbeddedRedisException.unusable(directory, e);
        }
    }

    void forgetProcess() {
        try {
            Files.deleteIfExists(directory.resolve(PROCESS_ID));
        } catch (IOException e) {
            throw EmbeddedRedisException.unusable(directory, e);
        }
    }

    Optional<Integer> findPort() {
        Matcher port = PORT.matcher(read(directory.resolve(CONFIG)));
        return port.find()
                ? Optional.of(Integer.parseInt(port.group(1))).filter(p -> p > 0 && p < 1 << 16)
                : Optional.empty();
    }

    /** From the pid file; before that is written, and when the server ends too early to write it, from the log. */
    Optional<Long> findProcessId() {
        Matcher pidFile = NUMBER.matcher(read(directory.resolve(PROCESS_ID)));
        if (pidFile.find()) {
            return Optional.of(Long.parseLong(pidFile.group(1)));
        }
        Matcher firstLine = LOG_PREFIX.matcher(read(log()));
        return firstLine.find() ? Optional.of(Long.parseLong(firstLine.group(1))) : Optional.empty();
    }

    /** The last line that the server wrote, without process id and time. */
    String lastLogLine() {
        String last = read(log()).lines().filter(line -> !line.isBlank()).reduce("", (earlier, later) -> later);
        return last.isEmpty() ? "its log is empty" : LOG_PREFIX.matcher(last).replaceFirst("");
    }

    boolean logContains(String text) {
        return read(log()).contains(text);
    }

    // The server may log a path in any encoding; ISO 8859-1 never fails.
    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, ISO_8859_1) : "";
        } catch (IOException e) {
            return "";
        }
    }
}
