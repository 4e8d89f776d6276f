package dev.quotewell.camel;

import dev.quotewell.access.Role;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;

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
    private final HttpListener listener;
    private final List<HttpEngineConsumer> consumers = new CopyOnWriteArrayList<>();

    public HttpEngine(HttpServing serving, Gate gate, RequestObserver observer) {
        this.serving = serving;
        this.gate = gate;
        this.observer = observer;
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
        String path = request.path();
        String[] segments = (path == null ? "" : path).split("/", -1);
        HttpEngineConsumer best = null;
        Set<String> otherMethods = new TreeSet<>();
        for (HttpEngineConsumer consumer : consumers) {
            if (!consumer.pattern().matches(segments)) {
                continue;
            }
            if (!consumer.allows(request.method())) {
                otherMethods.addAll(consumer.methods());
            } else if (best == null || consumer.pattern().isMoreExactThan(best.pattern())) {
                best = consumer;
            }
        }
        // By the path of the route that is to answer, not by the one that the caller wrote.
        Role needed = best == null
                ? null
                : Role.needed(request.method().name(), best.getEndpoint().getPath());
        long asked = System.nanoTime();
        if (!gate.admits(request, needed)) {
            if (best != null) {
                observer.answered(
                        best.getEndpoint().getPath(), request.response().getStatusCode(), System.nanoTime() - asked);
            }
            return;
        }
        if (best != null) {
            best.answer(request, connections);
        } else if (!otherMethods.isEmpty()) {
            request.response().putHeader("Allow", String.join(", ", otherMethods));
            HttpReply.problem(request, HttpProblems.METHOD_NOT_ALLOWED);
        } else {
            HttpReply.problem(request, consumers.isEmpty() ? HttpProblems.NO_ROUTE_NOW : HttpProblems.NOT_FOUND);
        }
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new HttpEngineConsumer(this, endpoint, processor);
    }

    void add(HttpEngineConsumer consumer) {
        consumers.add(consumer);
    }

    void remove(HttpEngineConsumer consumer) {
        consumers.remove(consumer);
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
