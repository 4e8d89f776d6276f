package dev.quotewell.sample;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One provider while it runs: its mode, its counter, and the requests it keeps waiting. No waiting request holds a thread. */
final class SampleProvider {

    static final Duration DEFAULT_DELAY = Duration.ofSeconds(2);

    private static final int REMEMBERED = 10_000;

    private static final Logger log = LoggerFactory.getLogger(SampleProvider.class);

    private final ProviderFormat format;
    private final InstantSource clock;
    private final ScheduledExecutorService pool;
    private final AtomicLong calls = new AtomicLong();

    /** What the latest of them asked for, at most {@link #REMEMBERED}. */
    private final Queue<Call> asked = new LinkedBlockingQueue<>(REMEMBERED);

    /** Guarded by this, as are the two below: a request must not start to wait while a mode change lets all others go. */
    private final List<Waiting> hanging = new ArrayList<>();

    private Mode mode = Mode.NORMAL;
    private Duration delay = DEFAULT_DELAY;

    SampleProvider(ProviderFormat format, InstantSource clock, ScheduledExecutorService pool) {
        this.format = format;
        this.clock = clock;
        this.pool = pool;
    }

    long calls() {
        return calls.get();
    }

    long calls(String text) {
        return asked.stream().filter(call -> call.mentions(text)).count();
    }

    synchronized Mode mode() {
        return mode;
    }

    void reset() {
        calls.set(0);
        asked.clear();
        mode(Mode.NORMAL, DEFAULT_DELAY);
    }

    synchronized void mode(Mode next, Duration nextDelay) {
        mode = next;
        delay = nextDelay;
        List<Waiting> freed = List.copyOf(hanging);
        hanging.clear();
        freed.forEach(waiting -> pool.execute(() -> serve(waiting)));
    }

    /** Counts the call and answers it now, later or never. */
    void take(HttpExchange exchange, Call call) {
        calls.incrementAndGet();
        while (!asked.offer(call)) {
            asked.poll();
        }
        serve(new Waiting(exchange, call));
    }

    private void serve(Waiting waiting) {
        Mode current;
        Duration wait;
        synchronized (this) {
            current = mode;
            wait = delay;
            if (current == Mode.HANG) {
                hanging.add(waiting);
                return;
            }
        }
        switch (current) {
            case SLOW -> {
                Future<?> unused = pool.schedule(() -> answer(waiting), wait.toMillis(), TimeUnit.MILLISECONDS);
            }
            case REFUSE -> send(waiting.exchange(), format.refuse());
            case FAIL -> send(waiting.exchange(), format.fail());
            case LIE -> send(waiting.exchange(), format.lie(waiting.call()));
            default -> answer(waiting);
        }
    }

    private void answer(Waiting waiting) {
        HttpExchange exchange = waiting.exchange();
        List<String> known = exchange.getRequestHeaders().getOrDefault("If-None-Match", List.of());
        send(exchange, format.answer(waiting.call(), clock.instant()).unlessKnown(known));
    }

    static void send(HttpExchange exchange, Reply reply) {
        try (exchange) {
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            if (reply.status() == 304) {
                exchange.sendResponseHeaders(304, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", reply.contentType());
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            log.debug("A caller of the sample market left before its answer", e);
        }
    }

    private record Waiting(HttpExchange exchange, Call call) {}
}
