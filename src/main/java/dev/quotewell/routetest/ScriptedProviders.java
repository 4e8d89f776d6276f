package dev.quotewell.routetest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for all providers, each under its name as the first segment of the path: gives the replies of the test that
 * runs, and keeps the calls. Safe for many threads.
 */
public final class ScriptedProviders implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "scripted-provider");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger answering = new AtomicInteger();
    private final List<Call> calls = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();
    private final Map<String, List<ScriptedReply>> unused = new HashMap<>();
    private Map<String, List<ScriptedReply>> replies = Map.of();

    private ScriptedProviders(HttpServer server) {
        this.server = server;
        server.createContext("/", this::answer);
        server.setExecutor(workers);
        server.start();
    }

    /** On a free port of this machine. */
    public static ScriptedProviders start() {
        try {
            return new ScriptedProviders(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException("No port of this machine can be listened on", e);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on these are given, one after another; the last of them again and again. Earlier calls are forgotten. */
    public synchronized void play(Map<String, List<ScriptedReply>> next) {
        replies = Map.copyOf(next);
        unused.clear();
        next.forEach((provider, all) -> unused.put(provider, new ArrayList<>(all)));
        calls.clear();
        troubles.clear();
    }

    /** Those with replies. */
    public synchronized Set<String> providers() {
        return replies.keySet();
    }

    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Calls for which the test has no reply. */
    public synchronized List<String> troubles() {
        return List.copyOf(troubles);
    }

    public boolean isIdle() {
        return answering.get() == 0;
    }

    private void answer(HttpExchange exchange) throws IOException {
        answering.incrementAndGet();
        try (exchange) {
            Call call = call(exchange);
            ScriptedReply reply = reply(call, exchange.getRequestURI().getRawQuery());
            if (reply == null) {
                exchange.sendResponseHeaders(501, -1);
                return;
            }
            TimeUnit.NANOSECONDS.sleep(reply.delay().toNanos());
            if (reply.connected()) {
                write(exchange, reply);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            answering.decrementAndGet();
        }
    }

    private static void write(HttpExchange exchange, ScriptedReply reply) throws IOException {
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = reply.body().array();
        boolean bodiless = body.length == 0 || reply.status() == 304 || reply.status() == 204;
        exchange.sendResponseHeaders(reply.status(), bodiless ? -1 : body.length);
        if (!bodiless) {
            exchange.getResponseBody().write(body);
        }
    }

    private synchronized @Nullable ScriptedReply reply(Call call, @Nullable String query) {
        calls.add(call);
        String at = call.path() + (query == null ? "" : "?" + query);
        List<ScriptedReply> left = unused.getOrDefault(call.provider(), new ArrayList<>());
        for (ScriptedReply reply : left) {
            if (isFor(reply, at)) {
                left.remove(reply);
                return reply;
            }
        }
        ScriptedReply last = null;
        for (ScriptedReply reply : replies.getOrDefault(call.provider(), List.of())) {
            last = isFor(reply, at) ? reply : last;
        }
        if (last == null) {
            troubles.add(call.provider() + " was asked for " + at + ", and given.providers has no reply to that");
        }
        return last;
    }

    private static boolean isFor(ScriptedReply reply, String at) {
        return reply.at().isEmpty() || Matching.isLike(at, "*" + reply.at() + "*");
    }

    private static Call call(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        int end = path.indexOf('/', 1);
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        return new Call(
                end < 0 ? path.substring(1) : path.substring(1, end),
                exchange.getRequestMethod(),
                end < 0 ? "/" : path.substring(end),
                query(exchange.getRequestURI().getRawQuery()),
                headers,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static Map<String, String> query(@Nullable String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            parameters.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
