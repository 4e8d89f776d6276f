package dev.quotewell.message;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of JSON lines, one a day: {@code <directory>/2026-03-02.jsonl}, named by the day of writing in UTC.
 *
 * <p>Whoever was told that an append is done finds its lines after a crash. Whoever was not told appends them again, so
 * a line may come twice; but a reader never finds half a line in front of a whole one: what a killed process left
 * behind the last line feed is cut off before the next line is written, and an append that fails takes back what it
 * wrote. Nobody else may write into these files.
 *
 * <p>Safe for many threads, and for many processes on one file system with working locks.
 */
public final class JsonLines {

    private static final Logger log = LoggerFactory.getLogger(JsonLines.class);
    private static final int BLOCK = 8192;

    /** The lock on a file belongs to the JVM as a whole: its threads settle among themselves whose turn it is. */
    private static final ReentrantLock IN_THIS_JVM = new ReentrantLock();

    /** Brings onto the disk what was written to a file. */
    @FunctionalInterface
    interface Flush {
        void force(FileChannel file) throws IOException;
    }

    private final Path directory;
    private final Flush flush;

    /** @param directory made when the first line comes */
    public JsonLines(Path directory) {
        this(directory, file -> file.force(false));
    }

    JsonLines(Path directory, Flush flush) {
        this.directory = directory;
        this.flush = flush;
    }

    /**
     * Appends each record as a line; when it returns, they all are on the disk.
     *
     * @param records JSON without line breaks; should there be any, they become spaces, which means the same to JSON
     * @throws UncheckedIOException naming the file and the reason; none of the records counts as appended
     */
    public void append(List<byte[]> records, Instant now) {
        Path file = directory.resolve(LocalDate.ofInstant(now, ZoneOffset.UTC) + ".jsonl");
        ByteBuffer lines = lines(records);
        IN_THIS_JVM.lock();
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
            }
            append(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be appended to: " + reason(e), e);
        } finally {
            IN_THIS_JVM.unlock();
        }
    }

    private void append(Path file, ByteBuffer lines) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // Held until the channel is closed.
            channel.lock();
            long end = cutUnfinished(file, channel);
            try {
                write(channel, lines, end);
                flush.force(channel);
                if (end == 0) {
                    forceName();
                }
            } catch (IOException e) {
                takeBack(channel, end, e);
                throw e;
            }
        }
    }

    /** @return where the next line begins */
    private static long cutUnfinished(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        long end = endOfLastLine(channel, size);
        if (end < size) {
            channel.truncate(end);
            log.info("{}: cut off {} bytes of a line that was never finished; it comes again", file, size - end);
        }
        return end;
    }

    private static long endOfLastLine(FileChannel channel, long size) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (long to = size; to > 0; to -= BLOCK) {
            long from = Math.max(0, to - BLOCK);
            block.clear().limit((int) (to - from));
            while (block.hasRemaining() && channel.read(block, from + block.position()) >= 0) {
                // Until the block is whole.
            }
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return from + i + 1;
                }
            }
        }
        return 0;
    }

    private static void write(FileChannel channel, ByteBuffer lines, long end) throws IOException {
        while (lines.hasRemaining()) {
            channel.write(lines, end + lines.position());
        }
    }

    /** So that trying again on a full disk does not leave the same lines there time after time. */
    private static void takeBack(FileChannel channel, long end, IOException failure) {
        try {
            channel.truncate(end);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** A new file is in the directory for good only when that is on the disk, too. */
    private void forceName() throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static ByteBuffer lines(List<byte[]> records) {
        int size = records.stream().mapToInt(record -> record.length + 1).reduce(0, Math::addExact);
        ByteBuffer lines = ByteBuffer.allocate(size);
        for (byte[] record : records) {
            for (byte next : record) {
                lines.put(next == '\n' || next == '\r' ? (byte) ' ' : next);
            }
            lines.put((byte) '\n');
        }
        return lines.flip();
    }

    /** Of what went wrong with a file Java often tells no more than its name. */
    private static String reason(IOException failure) {
        String reason = failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
        String kind = failure.getClass().getSimpleName();
        return reason == null ? kind : reason + " (" + kind + ")";
    }
}
