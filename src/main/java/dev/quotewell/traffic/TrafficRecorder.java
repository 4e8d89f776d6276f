package dev.quotewell.traffic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.json.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records traffic to a file, on a thread of its own: who is recorded never waits. What comes faster than it can be
 * written is dropped and counted. What is there in the file stays; at its limit the recording ends. Safe for many
 * threads.
 */
public final class TrafficRecorder implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TrafficRecorder.class);

    static final int MOST_WAITING = 10_000;

    private static final long FLUSH_EVERY_MILLIS = 500;
    private static final long PATIENCE_MILLIS = 3_000;

    private final Path file;
    private final long limit;
    private final String instance;
    private final InstantSource clock;
    private final OutputStream out;
    private final BlockingQueue<Traffic> waiting;
    private final LongAdder dropped = new LongAdder();
    private final AtomicBoolean toldOfDrops = new AtomicBoolean();
    private final AtomicInteger groups = new AtomicInteger();
    private final Thread writer;
    private volatile boolean closing;
    private volatile boolean ended;
    private final AtomicLong bytes = new AtomicLong();

    private TrafficRecorder(
            Path file, long limit, String instance, InstantSource clock, int mostWaiting, OutputStream out) {
        this.file = file;
        this.limit = limit;
        this.instance = instance;
        this.clock = clock;
        this.out = out;
        this.waiting = new ArrayBlockingQueue<>(mostWaiting);
        this.writer = new Thread(this::write, "quotewell-recorder");
        this.writer.setDaemon(true);
    }

    /**
     * Begins to record at the end of the file.
     *
     * @param limit bytes that the file has at most
     * @param setup the configuration that holds now
     * @throws IOException the file cannot be written
     */
    public static TrafficRecorder start(Path file, long limit, String instance, InstantSource clock, Setup setup)
            throws IOException {
        TrafficRecorder recorder = open(file, limit, instance, clock, MOST_WAITING);
        recorder.configured(setup);
        recorder.writer.start();
        return recorder;
    }

    /** Not yet writing. */
    static TrafficRecorder open(Path file, long limit, String instance, InstantSource clock, int mostWaiting)
            throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        OutputStream out = new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND), 1 << 16);
        TrafficRecorder recorder = new TrafficRecorder(file, limit, instance, clock, mostWaiting, out);
        recorder.bytes.set(Files.size(file));
        if (recorder.bytes() > 0) {
            // A run that was killed may have torn its last line: what follows begins on one of its own.
            out.write('\n');
            recorder.bytes.incrementAndGet();
        }
        return recorder;
    }

    /** The moment by the clock of the entries. */
    public Instant now() {
        return clock.instant();
    }

    /** A number for the keys of one look-up. */
    public int group() {
        return groups.incrementAndGet() & Integer.MAX_VALUE;
    }

    /** From now on this configuration holds. */
    public void configured(Setup setup) {
        record(new Configured(now(), instance, setup));
    }

    /** Whether there is any use in telling more. */
    public boolean isRecording() {
        return !ended;
    }

    /** Keeps it for the writer, or drops it. */
    public void record(Traffic traffic) {
        if (ended || waiting.offer(traffic)) {
            return;
        }
        dropped.increment();
        if (toldOfDrops.compareAndSet(false, true)) {
            log.warn(
                    "Traffic comes faster than {} takes it: lines are left out of the recording, counted in"
                            + " quotewell.recording.dropped",
                    file);
        }
    }

    /** How many lines were left out. */
    public long dropped() {
        return dropped.sum();
    }

    /** How large the file is by now. */
    public long bytes() {
        return bytes.get();
    }

    private void write() {
        try (out) {
            while (!ended) {
                Traffic next = waiting.poll(FLUSH_EVERY_MILLIS, TimeUnit.MILLISECONDS);
                if (next == null) {
                    out.flush();
                    if (closing) {
                        return;
                    }
                } else {
                    append(next);
                    if (waiting.isEmpty()) {
                        out.flush();
                        if (closing) {
                            return;
                        }
                    }
                }
            }
        } catch (IOException e) {
            log.warn("{} cannot be written ({}): the recording has ended", file, e.toString());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            ended = true;
            waiting.clear();
        }
    }

    private void append(Traffic traffic) throws IOException {
        for (ObjectNode line : TrafficLines.write(traffic)) {
            byte[] text = Json.bytes(line);
            if (bytes() + text.length + 1 > limit) {
                ended = true;
                log.warn("{} has reached quotewell.recording.limit: the recording has ended", file);
                return;
            }
            out.write(text);
            out.write('\n');
            bytes.addAndGet(text.length + 1L);
        }
    }

    /** Writes what is waiting, for some seconds at most. */
    @Override
    public void close() throws IOException {
        closing = true;
        if (!writer.isAlive()) {
            out.close();
            return;
        }
        try {
            writer.join(PATIENCE_MILLIS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        if (writer.isAlive()) {
            log.warn("{} could not be written to its end in time", file);
            writer.interrupt();
        }
    }
}
