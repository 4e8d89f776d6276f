package dev.quotewell;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Ask for quotes all the time, 2,000 times a second where the machine allows it, and note every answer but 200. */
final class Callers implements AutoCloseable {

    private static final int A_TICK = 20;
    private static final long TICK_MILLIS = 10;
    private static final int MOST_WAITING = 500;

    /** What had been answered at a moment. */
    record Count(long answers, Map<String, Long> failures) {

        Map<String, Long> failedSince(Count before) {
            Map<String, Long> since = new TreeMap<>();
            failures.forEach((what, times) -> {
                long more = times - before.failures.getOrDefault(what, 0L);
                if (more > 0) {
                    since.put(what, more);
                }
            });
            return since;
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final LongAdder answers = new LongAdder();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final Queue<URI> asked = new ConcurrentLinkedQueue<>();

    private final long began = System.nanoTime();

    private Callers() {}

    static Callers start(String api, List<String> symbols) {
        Callers callers = new Callers();
        symbols.forEach(symbol -> callers.asked.add(URI.create(api + "/v1/quote/" + symbol)));
        callers.timer.scheduleAtFixedRate(callers::ask, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        return callers;
    }

    private void ask() {
        for (int i = 0; i < A_TICK && waiting.get() < MOST_WAITING; i++) {
            URI next = asked.remove();
            asked.add(next);
            waiting.incrementAndGet();
            HttpRequest request =
                    HttpRequest.newBuilder(next).timeout(Duration.ofSeconds(20)).build();
            http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).whenComplete((answer, failure) -> {
                waiting.decrementAndGet();
                answers.increment();
                if (failure != null || answer.statusCode() != 200) {
                    String what = failure != null ? failure.toString() : answer.statusCode() + " " + answer.body();
                    failures.computeIfAbsent(what, any -> new LongAdder()).increment();
                }
            });
        }
    }

    Count count() {
        Map<String, Long> counted = new TreeMap<>();
        failures.forEach((what, times) -> counted.put(what, times.sum()));
        return new Count(answers.sum(), counted);
    }

    /** Such as {@code 120000 requests, 1998 a second, 0 failed}. */
    String rate() {
        double seconds = (System.nanoTime() - began) / 1e9;
        long failed = failures.values().stream().mapToLong(LongAdder::sum).sum();
        return "%d requests, %.0f a second, %d failed".formatted(answers.sum(), answers.sum() / seconds, failed);
    }

    void awaitMore(int more) throws Exception {
        long enough = answers.sum() + more;
        Patience.until(more + " more are answered", () -> answers.sum() >= enough);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
