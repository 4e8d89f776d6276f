package dev.quotewell.redis;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * All data of an embedded Redis in one file: a zip with the snapshot that Redis wrote ({@value #SNAPSHOT}, as any Redis
 * of that version or a newer one reads it) and what was noted about it ({@value #NOTES}).
 */
record BackupFile(Path path) {

    static final String SNAPSHOT = "dump.rdb";
    static final String NOTES = "backup.json";

    private static final int FORMAT = 1;
    private static final int MOST_NOTES_BYTES = 1 << 16;

    /**
     * What was noted when it was taken.
     *
     * @param server such as {@code Redis 7.0.15}
     * @param keys about so many: others wrote on meanwhile
     */
    record Notes(Instant takenAt, String server, long keys) {}

    /** All of it or nothing: never a half file under this name, and never one in the place of another. */
    void write(InputStream snapshot, Notes notes) {
        Path part = path.resolveSibling("." + path.getFileName() + ".part");
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            requireFree();
            Files.deleteIfExists(part);
            try (FileChannel channel = FileChannel.open(part, Set.of(CREATE_NEW, WRITE), ownerOnly(part));
                    ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(channel))) {
                zip.putNextEntry(new ZipEntry(SNAPSHOT));
                String hash = copy(snapshot, zip);
                zip.closeEntry();
                zip.putNextEntry(new ZipEntry(NOTES));
                zip.write(Json.bytes(json(notes, hash)));
                zip.closeEntry();
                zip.finish();
                channel.force(true);
            }
            Files.move(part, path);
        } catch (FileAlreadyExistsException e) {
            throw taken(e);
        } catch (IOException e) {
            throw new BackupException(path + " cannot be written: " + reason(e), e);
        } finally {
            deleteQuietly(part);
        }
    }

    void requireFree() {
        if (Files.exists(path)) {
            throw taken(null);
        }
    }

    private BackupException taken(@Nullable Throwable cause) {
        String message = path + " is there already: name another file";
        return cause == null ? new BackupException(message) : new BackupException(message, cause);
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static JsonNode json(Notes notes, String hash) {
        return Json.mapper()
                .createObjectNode()
                .put("format", FORMAT)
                .put("takenAt", notes.takenAt().toString())
                .put("server", notes.server())
                .put("keys", notes.keys())
                .put("sha256", hash);
    }

    /**
     * Writes the snapshot to a new file, once all of the backup was read and is as it was written.
     *
     * @throws BackupException this is no backup, or not all of it is as it was written
     * @throws IOException the new file cannot be written
     */
    Notes extractTo(Path target) throws IOException {
        Notes notes = check();
        try (ZipFile zip = new ZipFile(path.toFile());
                InputStream in = zip.getInputStream(zip.getEntry(SNAPSHOT));
                OutputStream out = Files.newOutputStream(target, CREATE_NEW)) {
            in.transferTo(out);
        }
        return notes;
    }

    private Notes check() {
        if (!Files.isRegularFile(path)) {
            throw new BackupException(
                    path + (Files.isDirectory(path) ? " is a folder: name the file in it" : ": there is no such file"));
        }
        try (ZipFile zip = new ZipFile(path.toFile())) {
            JsonNode noted = notes(zip);
            ZipEntry snapshot = zip.getEntry(SNAPSHOT);
            if (snapshot == null) {
                throw noBackup("it holds no " + SNAPSHOT);
            }
            String hash;
            try (InputStream in = zip.getInputStream(snapshot)) {
                hash = copy(in, OutputStream.nullOutputStream());
            }
            if (!hash.equals(noted.path("sha256").asText())) {
                throw new BackupException(path + " is damaged: its snapshot is not the one that was written");
            }
            return new Notes(
                    Instant.parse(noted.path("takenAt").asText()),
                    noted.path("server").asText(),
                    noted.path("keys").asLong());
        } catch (ZipException e) {
            throw new BackupException(path + " is damaged, or no backup: " + reason(e), e);
        } catch (IOException e) {
            throw new BackupException(path + " cannot be read: " + reason(e), e);
        } catch (DateTimeException e) {
            throw new BackupException(path + " is damaged: it does not tell when it was taken", e);
        }
    }

    private JsonNode notes(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(NOTES);
        if (entry == null) {
            throw noBackup("it holds no " + NOTES);
        }
        JsonNode noted;
        try (InputStream in = zip.getInputStream(entry)) {
            noted = Json.mapper().readTree(in.readNBytes(MOST_NOTES_BYTES));
        }
        int format = noted.path("format").asInt();
        if (format != FORMAT) {
            throw noBackup("its format is " + format + ", must be " + FORMAT);
        }
        return noted;
    }

    private BackupException noBackup(String why) {
        return new BackupException(path + " is no backup that can be restored here: " + why);
    }

    private static String copy(InputStream in, OutputStream out) throws IOException {
        try {
            DigestInputStream hashed = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
            hashed.transferTo(out);
            return HexFormat.of().formatHex(hashed.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** The messages of java.nio.file are often the bare file name. */
    static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        return e instanceof FileSystemException
                ? e.getClass().getSimpleName().replace("Exception", "") + " (" + message + ")"
                : message;
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It is in nobody's way: the next backup of this name takes its place.
        }
    }
}
