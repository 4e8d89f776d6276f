package dev.quotewell.sample;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Five market data providers with made-up data, on one HTTP server that only this machine can reach.
 *
 * <p>Alpha Vantage, Finnhub, Frankfurter, Coinbase Exchange and FRED answer in their real formats under
 * {@code /alphavantage}, {@code /finnhub}, {@code /frankfurter}, {@code /coinbase} and {@code /fred}: whatever follows the host in a
 * real URL follows that name here. Prices are a pure function of the seed and the moment. Each provider can be told to
 * misbehave ({@link Mode}), from here or by the requests under {@code /sample}. Safe for many threads.
 */
public final class SampleMarket implements AutoCloseable {

    /** Requests that wait hold no thread, so few are enough. */
    private static final int THREADS = 16;

    static {
        // Without it Nagle's algorithm and the delayed acknowledgement of the peer add 40 ms to answers on a kept
        // connection.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final HttpServer server;
    private final ScheduledThreadPoolExecutor pool;
    private final Map<String, SampleProvider> providers;
    private final SampleControl control;

    /** The names of the providers it stands in for. */
    public static Set<String> providers() {
        return Set.of("alphavantage", "coinbase", "finnhub", "frankfurter", "fred");
    }

    private SampleMarket(HttpServer server, long seed, InstantSource clock) {
        this.server = server;
        this.pool = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, "sample-market");
            thread.setDaemon(true);
            return thread;
        });
        Tape tape = new Tape(new Walk(seed));
        Map<String, SampleProvider> byName = new TreeMap<>();
        for (ProviderFormat format : new ProviderFormat[] {
            new AlphaVantageFormat(tape),
            new FinnhubFormat(tape),
            new FrankfurterFormat(tape),
            new CoinbaseFormat(tape),
            new FredFormat(seed)
        }) {
            byName.put(format.name(), new SampleProvider(format, clock, pool));
        }
        this.providers = Collections.unmodifiableMap(byName);
        this.control = new SampleControl(providers);
    }

    /**
     * Starts the market on 127.0.0.1.
     *
     * @param port 0 for any free one
     * @throws UncheckedIOException when the port is taken; another one may be free
     */
    public static SampleMarket start(int port, long seed, InstantSource clock) {
        try {
            // By its number, as the loopback address may be ::1 on a machine that prefers IPv6.
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            InetSocketAddress address = new InetSocketAddress(loopback, port);
            SampleMarket market = new SampleMarket(HttpServer.create(address, 0), seed, clock);
            market.server.setExecutor(market.pool);
            market.server.createContext("/", market::handle);
            market.server.start();
            return market;
        } catch (IOException e) {
            throw new UncheckedIOException("The sample market cannot listen on 127.0.0.1:" + port, e);
        }
    }

    /** Without a slash at the end: {@code http://127.0.0.1:PORT}. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Data requests to a provider since the start or the last reset, refused and unanswered ones too. */
    public long calls(String provider) {
        return get(provider).calls();
    }

    /** As {@link #calls(String)}, those alone whose path or a parameter holds the text; among the last 10,000. */
    public long calls(String provider, String text) {
        return get(provider).calls(text);
    }

    /** Changes how a provider behaves from the next request on; with {@link Mode#SLOW}, it takes two seconds. */
    public void mode(String provider, Mode mode) {
        mode(provider, mode, SampleProvider.DEFAULT_DELAY);
    }

    /** As {@link #mode(String, Mode)}, with the delay that {@link Mode#SLOW} uses. */
    public void mode(String provider, Mode mode, Duration delay) {
        get(provider).mode(mode, delay);
    }

    /** All counters at 0, all providers {@link Mode#NORMAL}. */
    public void reset() {
        providers.values().forEach(SampleProvider::reset);
    }

    /** Ends at once; callers that still wait lose their connection. */
    @Override
    public void close() {
        server.stop(0);
        pool.shutdownNow();
    }

    private void handle(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/sample") || path.startsWith("/sample/")) {
            SampleProvider.send(exchange, control.answer(exchange, path));
            return;
        }
        int end = path.indexOf('/', 1);
        String name = end < 0 ? path.substring(1) : path.substring(1, end);
        Optional<SampleProvider> provider = Optional.ofNullable(providers.get(name));
        if (provider.isEmpty()) {
            SampleProvider.send(exchange, Reply.text(404, control.unknown(name)));
            return;
        }
        if (!exchange.getRequestMethod().equals("GET")) {
            SampleProvider.send(exchange, Reply.text(405, "method must be GET for " + path));
            return;
        }
        provider.get().take(exchange, Call.of(exchange, end < 0 ? "" : path.substring(end)));
    }

    private SampleProvider get(String name) {
        return Optional.ofNullable(providers.get(name))
                .orElseThrow(() -> new IllegalArgumentException(control.unknown(name)));
    }
}
