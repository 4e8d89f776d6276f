package dev.quotewell;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Stands in for Finnhub: knows every symbol, answers at once and never twice the same price, and counts. */
final class CountingProvider implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService workers = Executors.newFixedThreadPool(4);
    private final AtomicLong price = new AtomicLong(100_00);
    private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();

    CountingProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            String symbol = query.replaceAll(".*symbol=([^&]*).*", "$1");
            calls.computeIfAbsent(symbol, any -> new AtomicLong()).incrementAndGet();
            long cents = price.incrementAndGet();
            String amount = cents / 100 + "." + cents / 10 % 10 + cents % 10;
            byte[] body = ("{\"c\":" + amount + ",\"d\":0,\"dp\":0,\"h\":" + amount + ",\"l\":" + amount + ",\"o\":"
                            + amount + ",\"pc\":" + amount + ",\"t\":" + System.currentTimeMillis() / 1000 + "}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.setExecutor(workers);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    long calls() {
        return calls.values().stream().mapToLong(AtomicLong::get).sum();
    }

    Map<String, AtomicLong> callsBySymbol() {
        return calls;
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
