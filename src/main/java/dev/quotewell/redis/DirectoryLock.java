package dev.quotewell.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One application per directory, also among processes. The system frees the lock when its holder ends, however it ends;
 * the file stays, with the holder's process id in it for the message.
 */
final class DirectoryLock implements AutoCloseable {

    // POSIX frees a process' lock as soon as it closes any handle of the file, so a second attempt in this process must
    // not even open it.
    private static final Set<Path> heldHere = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private DirectoryLock(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static DirectoryLock acquire(ServerFiles files) {
        try {
            Path path = files.directory().toRealPath().resolve(files.lock().getFileName());
            if (!heldHere.add(path)) {
                throw inUse(files, ProcessHandle.current().pid());
            }
            try {
                return lock(files, path);
            } catch (IOException | RuntimeException e) {
                heldHere.remove(path);
                throw e;
            }
        } catch (IOException e) {
            throw EmbeddedRedisException.unusable(files.directory(), e);
        }
    }

    private static DirectoryLock lock(ServerFiles files, Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, CREATE, WRITE);
        try {
            if (channel.tryLock() == null) {
                throw inUse(files, Files.readString(path, US_ASCII).strip());
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(US_ASCII)));
            return new DirectoryLock(path, channel);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw inUse(files, ProcessHandle.current().pid());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static EmbeddedRedisException inUse(ServerFiles files, Object processId) {
        return new EmbeddedRedisException(
                files.directory() + " is in use by another Quotewell (process " + processId + ")");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw EmbeddedRedisException.unusable(path, e);
        } finally {
            heldHere.remove(path);
        }
    }
}
