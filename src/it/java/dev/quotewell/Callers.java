package dev.quotewell;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Ask for quotes all the time, 2,000 times a second where the machine allows it, and note every answer but 200. Each has
 * a connection of its own that stays open: a client with more to it would take the time that the application needs.
 */
final class Callers implements AutoCloseable {

    private static final int CALLERS = 20;
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Who is further behind than this gives up catching up. */
    private static final long BEHIND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int PATIENCE_MILLIS = 20_000;
    private static final String STATUS_OK = "HTTP/1.1 200 ";
    private static final String LENGTH = "content-length:";

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

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final LongAdder answers = new LongAdder();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final long began = System.nanoTime();
    private volatile boolean closed;

    private Callers() {}

    static Callers start(String api, List<String> symbols) {
        Callers callers = new Callers();
        URI url = URI.create(api);
        for (int i = 0; i < CALLERS; i++) {
            byte[] request = ("GET /v1/quote/" + symbols.get(i % symbols.size()) + " HTTP/1.1\r\nHost: " + url.getHost()
                            + ":" + url.getPort() + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            callers.threads.execute(() -> callers.askAgainAndAgain(url, request));
        }
        return callers;
    }

    private void askAgainAndAgain(URI url, byte[] request) {
        while (!closed) {
            try (Socket socket = new Socket(url.getHost(), url.getPort())) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(PATIENCE_MILLIS);
                ask(socket, request);
            } catch (IOException e) {
                note(e.toString());
            }
        }
    }

    private void ask(Socket socket, byte[] request) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        long next = System.nanoTime();
        while (!closed) {
            long now = System.nanoTime();
            if (now < next) {
                LockSupport.parkNanos(next - now);
            } else if (now - next > BEHIND_NANOS) {
                next = now;
            }
            next += EVERY_NANOS;
            socket.getOutputStream().write(request);
            String answer = read(in);
            if (!answer.startsWith(STATUS_OK)) {
                note(answer);
            }
            answers.increment();
        }
    }

    /** Head and body of one answer. */
    private static String read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder(400);
        while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("The connection ended: " + head);
            }
            head.append((char) next);
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        int length = lower.indexOf(LENGTH);
        if (length < 0) {
            throw new IOException("An answer of no length: " + head);
        }
        int end = lower.indexOf('\r', length);
        int bytes =
                Integer.parseInt(lower.substring(length + LENGTH.length(), end).strip());
        return head + new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
    }

    private void note(String failure) {
        if (!closed) {
            failures.computeIfAbsent(failure, any -> new LongAdder()).increment();
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
        closed = true;
        threads.shutdownNow();
    }
}
