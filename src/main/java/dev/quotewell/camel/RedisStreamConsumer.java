package dev.quotewell.camel;

import dev.quotewell.message.StreamEntry;
import dev.quotewell.message.StreamReader;
import dev.quotewell.message.StreamsUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works entries off in no particular order, many at once; reads no more than can be worked on.
 *
 * <p>An entry is acknowledged when its route has ended well. One that failed stays pending and is claimed again after
 * {@code claimAfter}, by whichever instance comes first; so does what a killed instance had taken.
 */
final class RedisStreamConsumer extends DefaultConsumer {

    private static final Logger log = LoggerFactory.getLogger(RedisStreamConsumer.class);
    private static final Duration AT_ONCE = Duration.ZERO;

    private final RedisStreamEndpoint endpoint;
    private final Semaphore free;
    private @Nullable ExecutorService workers;
    private @Nullable StreamReader reader;
    private @Nullable StreamLoop loop;
    private long claimedAtNanos;

    RedisStreamConsumer(RedisStreamEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.free = new Semaphore(endpoint.getConcurrency());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ExecutorService pool = BoundedPool.create(
                endpoint.getCamelContext(),
                this,
                "redis-stream-" + endpoint.getStream(),
                endpoint.getConcurrency(),
                endpoint.getConcurrency());
        StreamReader opened = endpoint.getComponent()
                .streams()
                .reader(
                        endpoint.getStream(),
                        endpoint.getGroup(),
                        endpoint.getComponent().getConsumerName());
        StreamLoop reading = new StreamLoop("redis-stream-reader-" + endpoint.getStream(), () -> round(opened, pool));
        workers = pool;
        reader = opened;
        loop = reading;
        claimedAtNanos = System.nanoTime();
        reading.start();
    }

    @Override
    protected void doStop() throws Exception {
        if (loop != null) {
            loop.end();
            loop.join();
        }
        if (workers != null) {
            endpoint.getCamelContext().getExecutorServiceManager().shutdownGraceful(workers);
        }
        if (reader != null) {
            reader.close();
        }
        super.doStop();
    }

    private Duration round(StreamReader from, ExecutorService pool) throws InterruptedException {
        if (!free.tryAcquire(endpoint.getBlock().toMillis(), TimeUnit.MILLISECONDS)) {
            return AT_ONCE;
        }
        free.release();
        int most = Math.min(free.availablePermits(), endpoint.getBatchSize());
        for (StreamEntry entry : take(from, most)) {
            free.acquire();
            pool.execute(() -> {
                try {
                    work(from, entry);
                } finally {
                    free.release();
                }
            });
        }
        return AT_ONCE;
    }

    private List<StreamEntry> take(StreamReader from, int most) {
        long claimAfterNanos = endpoint.getClaimAfter().toNanos();
        if (System.nanoTime() - claimedAtNanos >= claimAfterNanos / 4) {
            List<StreamEntry> claimed = from.claim(endpoint.getClaimAfter(), most);
            if (!claimed.isEmpty()) {
                return claimed;
            }
            // Only when nothing is left to claim does the next look wait its turn.
            claimedAtNanos = System.nanoTime();
        }
        return from.next(most, endpoint.getBlock());
    }

    private void work(StreamReader from, StreamEntry entry) {
        try {
            byte[] body = entry.body();
            if (body == null) {
                bury(from, entry, "The entry has no field '" + StreamEntry.BODY + "'");
                return;
            }
            Exception failure = StreamWork.run(this, entry, body);
            if (failure == null) {
                from.done(entry);
            } else if (StreamWork.isHopeless(failure) || entry.deliveries() >= endpoint.getMaxDeliveries()) {
                bury(from, entry, StreamWork.reason(failure));
            } else {
                log.warn(
                        "Entry {} of {} failed ({}): it is tried again after {}",
                        entry.id(),
                        entry.stream(),
                        StreamWork.reason(failure),
                        endpoint.getClaimAfter());
            }
        } catch (StreamsUnavailableException e) {
            log.warn("Entry {} of {} could not be acknowledged: it will come again", entry.id(), entry.stream());
        }
    }

    private void bury(StreamReader from, StreamEntry entry, String reason) {
        if (endpoint.getDeadLetter().isEmpty()) {
            log.warn("Entry {} of {} cannot be worked on: {}", entry.id(), entry.stream(), reason);
            return;
        }
        endpoint.getComponent().streams().append(endpoint.getDeadLetter(), StreamWork.deadLetter(entry, reason), 0);
        from.done(entry);
        log.warn("Entry {} of {} went to {}: {}", entry.id(), entry.stream(), endpoint.getDeadLetter(), reason);
    }
}
