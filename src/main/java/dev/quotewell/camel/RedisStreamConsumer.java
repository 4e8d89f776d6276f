package dev.quotewell.camel;

import dev.quotewell.message.Commit;
import dev.quotewell.message.InvalidRequestException;
import dev.quotewell.message.StreamEntry;
import dev.quotewell.message.StreamReader;
import dev.quotewell.message.Streams;
import dev.quotewell.message.StreamsUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works entries off in no particular order, many at once; reads no more than can be worked on.
 *
 * <p>An entry is acknowledged when its route has ended well, in one step with what the route has put into its
 * {@link Commit}; so of two who work on one entry, only the first to end it changes anything. One that failed stays
 * pending and is claimed again after {@code claimAfter}, by whichever instance comes first; so does what a killed
 * instance had taken. While an entry is in work here, nobody claims it, however long it takes.
 */
final class RedisStreamConsumer extends DefaultConsumer {

    private static final Logger log = LoggerFactory.getLogger(RedisStreamConsumer.class);
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(6);

    /** Routes go on without a thread while they wait for a load. */
    private static final int MOST_THREADS = 16;

    /** Entries that were read and are not due yet. */
    private static final int MOST_WAITING = 1_000;

    private final RedisStreamEndpoint endpoint;
    private final Streams streams;
    private final Semaphore free;
    private final Map<String, StreamEntry> inWork = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private @Nullable Running running;
    private long claimedAtNanos;
    private long keptAtNanos;

    /** What one start of the route made. */
    private record Running(
            StreamReader reader, StreamLoop loop, ExecutorService workers, ScheduledExecutorService timer) {}

    RedisStreamConsumer(RedisStreamEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.streams = endpoint.getComponent().streams();
        this.free = new Semaphore(endpoint.getConcurrency());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ExecutorServiceManager executors = endpoint.getCamelContext().getExecutorServiceManager();
        ExecutorService workers = BoundedPool.create(
                endpoint.getCamelContext(),
                this,
                "redis-stream-" + endpoint.getStream(),
                Math.min(MOST_THREADS, endpoint.getConcurrency()),
                endpoint.getConcurrency());
        ScheduledExecutorService timer =
                executors.newSingleThreadScheduledExecutor(this, "redis-stream-due-" + endpoint.getStream());
        StreamReader reader = streams.reader(
                endpoint.getStream(),
                endpoint.getGroup(),
                endpoint.getComponent().getConsumerName());
        StreamLoop loop =
                new StreamLoop("redis-stream-reader-" + endpoint.getStream(), () -> round(reader, workers, timer));
        running = new Running(reader, loop, workers, timer);
        claimedAtNanos = System.nanoTime();
        keptAtNanos = claimedAtNanos;
        loop.start();
    }

    /** What is in work may end, for a bounded time; the rest is given back, so that others need not wait for it. */
    @Override
    protected void doStop() throws Exception {
        Running ending = running;
        running = null;
        if (ending != null) {
            ending.loop().end();
            ending.loop().join();
            endpoint.getCamelContext().getExecutorServiceManager().shutdownNow(ending.timer());
            boolean allEnded =
                    free.tryAcquire(endpoint.getConcurrency(), LONGEST_FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
            if (allEnded) {
                free.release(endpoint.getConcurrency());
            }
            handBack(ending.reader());
            endpoint.getCamelContext().getExecutorServiceManager().shutdown(ending.workers());
            ending.reader().close();
        }
        super.doStop();
    }

    private void handBack(StreamReader reader) {
        try {
            reader.handBack(List.copyOf(inWork.values()));
        } catch (StreamsUnavailableException e) {
            log.debug("What was in work is left to be claimed", e);
        }
        inWork.clear();
        waiting.set(0);
    }

    private Duration round(StreamReader reader, Executor workers, ScheduledExecutorService timer)
            throws InterruptedException {
        keepInWork(reader);
        if (endpoint.isHeldBack() || waiting.get() >= MOST_WAITING) {
            return PAUSE;
        }
        if (!free.tryAcquire(endpoint.getBlock().toMillis(), TimeUnit.MILLISECONDS)) {
            return AT_ONCE;
        }
        free.release();
        for (StreamEntry entry : take(reader, Math.min(free.availablePermits(), endpoint.getBatchSize()))) {
            // One that we claimed from ourselves is in work here already.
            if (inWork.putIfAbsent(entry.id(), entry) == null) {
                begin(entry, workers, timer);
            }
        }
        return AT_ONCE;
    }

    private void keepInWork(StreamReader reader) {
        if (System.nanoTime() - keptAtNanos >= endpoint.getClaimAfter().toNanos() / 3) {
            reader.keep(List.copyOf(inWork.values()));
            keptAtNanos = System.nanoTime();
        }
    }

    private List<StreamEntry> take(StreamReader reader, int most) {
        if (System.nanoTime() - claimedAtNanos >= endpoint.getClaimAfter().toNanos() / 4) {
            List<StreamEntry> claimed = reader.claim(endpoint.getClaimAfter(), most);
            if (!claimed.isEmpty()) {
                return claimed;
            }
            // Only when nothing is left to claim does the next look wait its turn.
            claimedAtNanos = System.nanoTime();
        }
        return reader.next(most, endpoint.getBlock());
    }

    private void begin(StreamEntry entry, Executor workers, ScheduledExecutorService timer)
            throws InterruptedException {
        Duration wait = entry.dueIn(endpoint.getComponent().clock().instant());
        if (wait.isZero()) {
            free.acquire();
            workers.execute(() -> work(entry, workers));
            return;
        }
        waiting.incrementAndGet();
        timer.schedule(
                () -> {
                    waiting.decrementAndGet();
                    free.acquireUninterruptibly();
                    workers.execute(() -> work(entry, workers));
                },
                wait.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void work(StreamEntry entry, Executor workers) {
        byte[] body = entry.body();
        if (body == null) {
            failed(entry, new InvalidRequestException("The entry has no field '" + StreamEntry.BODY + "'"));
            return;
        }
        Exchange exchange = createExchange(false);
        try {
            StreamWork.prepare(exchange, body, entry);
            exchange.setProperty(CacheAsideConstants.RESUME_ON, workers);
            Commit commit = Commits.begin(exchange);
            getAsyncProcessor().process(exchange, doneSync -> {
                Throwable failure = exchange.getException();
                releaseExchange(exchange, false);
                if (failure == null) {
                    end(entry, commit);
                } else {
                    failed(entry, failure);
                }
            });
        } catch (Throwable e) {
            // Even an error, such as of too deep a recursion, is this message's own.
            failed(entry, e);
        }
    }

    private void end(StreamEntry entry, Commit commit) {
        commit.add(new Commit.Step.Acknowledge(entry.stream(), endpoint.getGroup(), entry.id()));
        streams.commit(commit).whenComplete((made, trouble) -> {
            forget(entry);
            if (trouble != null) {
                log.warn("Entry {} of {} could not be ended: it will come again", entry.id(), entry.stream());
            } else if (!made) {
                log.debug("Entry {} of {} was ended by another", entry.id(), entry.stream());
            }
        });
    }

    private void failed(StreamEntry entry, Throwable failure) {
        try {
            if (failure instanceof StillInWorkException || failure instanceof StreamsUnavailableException) {
                log.debug("Entry {} of {} comes again", entry.id(), entry.stream(), failure);
            } else if (StreamWork.isHopeless(failure) || entry.deliveries() >= endpoint.getMaxDeliveries()) {
                bury(entry, failure);
            } else {
                streams.failed(entry, attempt(entry, failure));
                log.warn(
                        "Entry {} of {} failed ({}): it is tried again after {}",
                        entry.id(),
                        entry.stream(),
                        StreamWork.reason(failure),
                        endpoint.getClaimAfter());
            }
        } catch (StreamsUnavailableException e) {
            log.debug("Entry {} of {} comes again", entry.id(), entry.stream(), e);
        } finally {
            forget(entry);
        }
    }

    private String attempt(StreamEntry entry, Throwable failure) {
        RedisStreamComponent component = endpoint.getComponent();
        return StreamWork.attempt(
                entry, component.getConsumerName(), component.clock().instant(), failure);
    }

    private void bury(StreamEntry entry, Throwable failure) {
        String reason = StreamWork.reason(failure);
        if (endpoint.getDeadLetter().isEmpty()) {
            log.warn("Entry {} of {} cannot be worked on: {}", entry.id(), entry.stream(), reason);
            return;
        }
        Commit burial = new Commit()
                .add(new Commit.Step.Append(
                        endpoint.getDeadLetter(), StreamWork.deadLetter(entry, failure, streams.failures(entry)), 0))
                .add(new Commit.Step.Acknowledge(entry.stream(), endpoint.getGroup(), entry.id()));
        if (Commits.await(streams.commit(burial))) {
            log.warn("Entry {} of {} went to {}: {}", entry.id(), entry.stream(), endpoint.getDeadLetter(), reason);
        }
    }

    private void forget(StreamEntry entry) {
        inWork.remove(entry.id());
        free.release();
    }
}
