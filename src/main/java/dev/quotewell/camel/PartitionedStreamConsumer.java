package dev.quotewell.camel;

import dev.quotewell.message.StreamEntry;
import dev.quotewell.message.StreamReader;
import dev.quotewell.message.Streams;
import dev.quotewell.message.StreamsUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works the partitions of a stream off in order. A partition has one reader of a group over all instances; when that one
 * dies, another takes over after the lease and begins with what was read but not finished. What fails is tried again
 * before anything later of its partition, after a pause that grows.
 */
final class PartitionedStreamConsumer extends DefaultConsumer {

    private static final Logger log = LoggerFactory.getLogger(PartitionedStreamConsumer.class);
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final RedisStreamEndpoint endpoint;
    private final Streams streams;
    private final String owner;
    private final List<StreamLoop> loops = new ArrayList<>();
    private final List<Partition> partitions = new ArrayList<>();

    /** Told when the first is held back and when the last goes on: a sink that is down fails for all of them. */
    private final Set<String> held = ConcurrentHashMap.newKeySet();

    PartitionedStreamConsumer(RedisStreamEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.streams = endpoint.getComponent().streams();
        this.owner = endpoint.getComponent().getConsumerName();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        endpoint.getComponent().addSink(endpoint.getStream(), endpoint.getGroup());
        for (String name : streams.partitions(endpoint.getStream())) {
            partitions.add(new Partition(name));
        }
        List<Partition> all = List.copyOf(partitions);
        int threads = Math.min(endpoint.getConcurrency(), all.size());
        for (int thread = 0; thread < threads; thread++) {
            List<Partition> share = new ArrayList<>();
            for (int i = thread; i < all.size(); i += threads) {
                share.add(all.get(i));
            }
            start("redis-stream-reader-" + endpoint.getStream() + "-" + thread, () -> round(share));
        }
        // Apart from the readers: one may publish for longer than the lease.
        start("redis-stream-lease-" + endpoint.getStream(), () -> {
            all.forEach(Partition::own);
            return LEASE.dividedBy(4);
        });
    }

    private void start(String name, StreamLoop.Round round) {
        StreamLoop loop = new StreamLoop(name, round);
        loops.add(loop);
        loop.start();
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
        // Only when all sinks are known may one of them say that it has an entry.
        if (!endpoint.getCamelContext().isStarted()) {
            return PAUSE;
        }
        boolean busy = false;
        for (Partition partition : share) {
            busy |= partition.work();
        }
        return busy ? Duration.ZERO : PAUSE;
    }

    private void heldBack(String partition, Throwable failure) {
        if (held.add(partition) && held.size() == 1) {
            log.warn(
                    "{}: entries of {} are held back until they can be handed on: {}",
                    endpoint.getGroup(),
                    endpoint.getStream(),
                    StreamWork.reason(failure));
        }
        log.debug("{} is held back from {}", partition, endpoint.getGroup(), failure);
    }

    private void goesOn(String partition) {
        if (held.remove(partition) && held.isEmpty()) {
            log.info("{}: all entries of {} go on", endpoint.getGroup(), endpoint.getStream());
        }
    }

    /** What is known about one partition: the lease by all threads, the rest by the one that reads it. */
    private final class Partition {

        private final String name;
        private final StreamReader reader;
        private volatile boolean closed;
        private volatile boolean owned;
        private volatile long ownedSinceNanos;
        /** How often the lease was won. */
        private volatile long wins;

        private long searched;
        private boolean unfinished;
        private Duration wait = Duration.ZERO;
        private long failedAtNanos;

        Partition(String name) {
            this.name = name;
            this.reader = streams.reader(name, endpoint.getGroup(), owner);
        }

        void own() {
            if (closed) {
                return;
            }
            long asked = System.nanoTime();
            boolean ours = streams.own(lease(), owner, LEASE);
            long before = wins;
            boolean won = ours && !isOurs();
            ownedSinceNanos = asked;
            owned = ours;
            wins = won ? before + 1 : before;
        }

        /** Each group has readers of its own. */
        private String lease() {
            return name + ":" + endpoint.getGroup();
        }

        private boolean isOurs() {
            return !closed && owned && System.nanoTime() - ownedSinceNanos < LEASE.toNanos();
        }

        /** @return whether there may be more to do at once */
        boolean work() {
            if (!isOurs()) {
                held.remove(name);
                return false;
            }
            if (endpoint.isHeldBack() || System.nanoTime() - failedAtNanos < wait.toNanos()) {
                return false;
            }
            long win = wins;
            // Whoever had the lease before left what it had read and not finished.
            List<StreamEntry> entries =
                    unfinished || win != searched ? reader.claim(Duration.ZERO, endpoint.getBatchSize()) : List.of();
            if (entries.isEmpty()) {
                // Until the answer is here: a reply that got lost leaves entries that were handed out to us.
                searched = win;
                unfinished = true;
                entries = reader.next(endpoint.getBatchSize(), Duration.ZERO);
                unfinished = false;
            }
            for (List<StreamEntry> batch : batches(entries)) {
                // Until it is done: whatever ends this method early leaves entries to be claimed.
                unfinished = true;
                if (!isOurs() || !publish(batch)) {
                    return false;
                }
            }
            if (entries.isEmpty()) {
                goesOn(name);
            }
            return !entries.isEmpty();
        }

        private List<List<StreamEntry>> batches(List<StreamEntry> entries) {
            if (endpoint.isBatching()) {
                return entries.isEmpty() ? List.of() : List.of(entries);
            }
            return entries.stream().map(List::of).toList();
        }

        private boolean publish(List<StreamEntry> batch) {
            Throwable failure = run(batch);
            if (failure == null) {
                reader.done(batch, endpoint.getComponent().sinks(endpoint.getStream()));
                wait = Duration.ZERO;
                goesOn(name);
                return true;
            }
            heldBack(name, failure);
            wait = wait.isZero() ? FIRST_WAIT : min(wait.multipliedBy(2), LONGEST_WAIT);
            failedAtNanos = System.nanoTime();
            return false;
        }

        private static Duration min(Duration a, Duration b) {
            return a.compareTo(b) < 0 ? a : b;
        }

        /** Even a round that is still running publishes no further entry. */
        void close() {
            closed = true;
            reader.close();
            try {
                streams.disown(lease(), owner);
            } catch (StreamsUnavailableException e) {
                log.debug("{} is left to its lease", name, e);
            }
        }
    }

    /** @return why the route failed, or null */
    private @Nullable Throwable run(List<StreamEntry> batch) {
        List<byte[]> bodies =
                batch.stream().flatMap(entry -> Stream.ofNullable(entry.body())).toList();
        if (bodies.isEmpty()) {
            return null;
        }
        Exchange exchange = createExchange(false);
        try {
            StreamWork.prepare(exchange, endpoint.isBatching() ? bodies : bodies.get(0), batch.get(0));
            getProcessor().process(exchange);
            return exchange.getException();
        } catch (Throwable e) {
            return e;
        } finally {
            releaseExchange(exchange, false);
        }
    }
}
