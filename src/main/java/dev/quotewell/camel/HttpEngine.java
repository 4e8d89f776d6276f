package dev.quotewell.camel;

import dev.quotewell.access.Role;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.jspecify.annotations.Nullable;

/**
 * The server behind {@code platform-http:}, on Vert.x, in place of Camel's own, which blocks one of 20 threads for each
 * request until it is answered.
 *
 * <p>GET and HEAD are answered on the event loop, and whoever has to wait for a load waits without a thread: <b>the
 * steps of such a route must not block</b>. Other methods do things, so they run on a pool. Routes come and go while it
 * listens; what none of them answers gets a problem. Safe for many threads.
 */
public final class HttpEngine implements PlatformHttpEngine, AutoCloseable {

    /** Sees how requests end, for metrics; {@code route} is its path, such as {@code /v1/{dataset}/{key}}. */
    @FunctionalInterface
    public interface RequestObserver {
        void answered(String route, int status, long nanos);
    }

    private final HttpServing serving;
    private final Gate gate;
    private final RequestObserver observer;
    private final Doors doors;
    private final HttpListener listener;
    private final List<HttpEngineConsumer> consumers = new CopyOnWriteArrayList<>();

    /** @param doors those of the routes that begin here */
    public HttpEngine(HttpServing serving, Gate gate, RequestObserver observer, Doors doors) {
        this.serving = serving;
        this.gate = gate;
        this.observer = observer;
        this.doors = doors;
        this.listener = new HttpListener(serving, this::answer);
    }

    RequestObserver observer() {
        return observer;
    }

    /** @throws IOException the port cannot be bound, or the files of TLS cannot be used */
    public void listen() throws IOException {
        // An event loop a core.
        listener.listen(Runtime.getRuntime().availableProcessors());
    }

    private void answer(HttpServerRequest request, Connections connections) {
        HttpEngineConsumer best = find(request);
        // By the path of the route that is to answer, not by the one that the caller wrote.
        Role needed = best == null
                ? null
                : Role.needed(request.method().name(), best.getEndpoint().getPath());
        long asked = System.nanoTime();
        if (gate.admits(request, needed)) {
            answer(request, connections, best);
        } else if (best != null) {
            observer.answered(
                    best.getEndpoint().getPath(), request.response().getStatusCode(), System.nanoTime() - asked);
        }
    }

    /** One that was let in and had to wait at a door, which is open now. */
    void goOn(HttpServerRequest request, Connections connections) {
        answer(request, connections, find(request));
    }

    private void answer(HttpServerRequest request, Connections connections, @Nullable HttpEngineConsumer best) {
        if (best != null) {
            best.answer(request, connections);
            return;
        }
        Set<String> otherMethods = new TreeSet<>();
        matching(request).forEach(consumer -> otherMethods.addAll(consumer.methods()));
        if (!otherMethods.isEmpty()) {
            request.response().putHeader("Allow", String.join(", ", otherMethods));
            HttpReply.problem(request, HttpProblems.METHOD_NOT_ALLOWED);
        } else {
            HttpReply.problem(request, consumers.isEmpty() ? HttpProblems.NO_ROUTE_NOW : HttpProblems.NOT_FOUND);
        }
    }

    private @Nullable HttpEngineConsumer find(HttpServerRequest request) {
        HttpEngineConsumer best = null;
        for (HttpEngineConsumer consumer : matching(request)) {
            boolean fits = consumer.allows(request.method());
            if (fits && (best == null || consumer.pattern().isMoreExactThan(best.pattern()))) {
                best = consumer;
            }
        }
        return best;
    }

    private List<HttpEngineConsumer> matching(HttpServerRequest request) {
        String path = request.path();
        String[] segments = (path == null ? "" : path).split("/", -1);
        List<HttpEngineConsumer> matching = new ArrayList<>(2);
        for (HttpEngineConsumer consumer : consumers) {
            if (consumer.pattern().matches(segments) && !consumer.isGone()) {
                matching.add(consumer);
            }
        }
        return matching;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new HttpEngineConsumer(this, endpoint, processor);
    }

    Door door(HttpEngineConsumer consumer) {
        return doors.door(consumer.getEndpoint().getEndpointUri());
    }

    /** Takes the place of the one that its route had before. */
    void add(HttpEngineConsumer consumer) {
        consumers.add(consumer);
        consumers.removeIf(before ->
                before != consumer && (before.isGone() || (before.isStopped() && before.door() == consumer.door())));
    }

    /** While its door is closed it stays, so that who comes waits there rather than being told that nothing is here. */
    void remove(HttpEngineConsumer consumer) {
        if (!consumer.door().isClosed()) {
            consumers.remove(consumer);
        }
    }

    @Override
    public int getServerPort() {
        return serving.port();
    }

    @Override
    public void close() {
        listener.close();
    }
}
