package dev.quotewell.camel;

import dev.quotewell.message.StreamEntry;
import dev.quotewell.message.StreamReader;
import dev.quotewell.message.Streams;
import dev.quotewell.message.StreamsUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works the partitions of a stream off in order. A partition has one reader over all instances; when that one dies,
 * another takes over after the lease and begins with what was read but not finished.
 */
final class PartitionedStreamConsumer extends DefaultConsumer {

    private static final Logger log = LoggerFactory.getLogger(PartitionedStreamConsumer.class);
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration WAIT_AFTER_FAILURE = Duration.ofSeconds(1);

    private final RedisStreamEndpoint endpoint;
    private final Streams streams;
    private final String owner;
    private final List<StreamLoop> loops = new ArrayList<>();
    private final List<Partition> partitions = new ArrayList<>();

    PartitionedStreamConsumer(RedisStreamEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.streams = endpoint.getComponent().streams();
        this.owner = endpoint.getComponent().getConsumerName();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        for (String name : streams.partitions(endpoint.getStream())) {
            partitions.add(new Partition(name));
        }
        int threads = Math.min(endpoint.getConcurrency(), partitions.size());
        for (int thread = 0; thread < threads; thread++) {
            List<Partition> share = new ArrayList<>();
            for (int i = thread; i < partitions.size(); i += threads) {
                share.add(partitions.get(i));
            }
            StreamLoop loop =
                    new StreamLoop("redis-stream-reader-" + endpoint.getStream() + "-" + thread, () -> round(share));
            loops.add(loop);
            loop.start();
        }
    }

    @Override
    protected void doStop() throws Exception {
        loops.forEach(StreamLoop::end);
        try {
            for (StreamLoop loop : loops) {
                loop.join();
            }
        } finally {
            loops.clear();
            partitions.forEach(Partition::close);
            partitions.clear();
            super.doStop();
        }
    }

    private Duration round(List<Partition> share) {
        boolean busy = false;
        for (Partition partition : share) {
            busy |= partition.work();
        }
        return busy ? Duration.ZERO : PAUSE;
    }

    /** What one thread knows about one partition. */
    private final class Partition {

        private final String name;
        private final StreamReader reader;
        private volatile boolean closed;
        private boolean owned;
        private boolean unfinished;
        private long askedAtNanos = System.nanoTime() - LEASE.toNanos();
        private long failedAtNanos;

        Partition(String name) {
            this.name = name;
            this.reader = streams.reader(name, endpoint.getGroup(), owner);
        }

        /** @return whether there may be more to do at once */
        boolean work() {
            if (closed
                    || !own()
                    || (unfinished && failedAtNanos != 0 && elapsed(failedAtNanos, WAIT_AFTER_FAILURE) < 0)) {
                return false;
            }
            List<StreamEntry> entries = unfinished ? reader.claim(Duration.ZERO, endpoint.getBatchSize()) : List.of();
            if (entries.isEmpty()) {
                // Until the answer is here: a reply that got lost leaves entries that were handed out to us.
                unfinished = true;
                entries = reader.next(endpoint.getBatchSize(), Duration.ZERO);
                unfinished = false;
            }
            for (StreamEntry entry : entries) {
                // Until it is done: whatever ends this method early leaves entries to be claimed.
                unfinished = true;
                if (closed || !own() || !publish(entry)) {
                    return false;
                }
            }
            return !entries.isEmpty();
        }

        private boolean own() {
            if (elapsed(askedAtNanos, LEASE.dividedBy(3)) >= 0) {
                boolean before = owned;
                owned = streams.own(name, owner, LEASE);
                askedAtNanos = System.nanoTime();
                unfinished |= owned && !before;
            }
            return owned;
        }

        private boolean publish(StreamEntry entry) {
            byte[] body = entry.body();
            Exception failure = body == null ? null : StreamWork.run(PartitionedStreamConsumer.this, entry, body);
            if (failure == null) {
                reader.done(entry);
                failedAtNanos = 0;
                return true;
            }
            if (failedAtNanos == 0) {
                log.warn("{} holds its events back until they can be published: {}", name, StreamWork.reason(failure));
            }
            failedAtNanos = System.nanoTime();
            return false;
        }

        /** Even a round that is still running publishes no further entry. */
        void close() {
            closed = true;
            reader.close();
            try {
                streams.disown(name, owner);
            } catch (StreamsUnavailableException e) {
                log.debug("{} is left to its lease", name, e);
            }
        }

        private long elapsed(long sinceNanos, Duration due) {
            return System.nanoTime() - sinceNanos - due.toNanos();
        }
    }
}
