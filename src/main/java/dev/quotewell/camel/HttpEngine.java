package dev.quotewell.camel;

import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server behind {@code platform-http:}, on Vert.x, in place of Camel's own, which blocks one of 20 threads for each
 * request until it is answered.
 *
 * <p>GET and HEAD are answered on the event loop, and whoever has to wait for a load waits without a thread: <b>the
 * steps of such a route must not block</b>. Other methods do things, so they run on a pool. Routes come and go while it
 * listens; what none of them answers gets a problem. Safe for many threads.
 */
public final class HttpEngine implements PlatformHttpEngine, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HttpEngine.class);

    /** 1,000 keys of any length fit into one URL. */
    static final int LONGEST_URL_BYTES = 128 * 1024;

    static final int LONGEST_HEADERS_BYTES = 16 * 1024;
    private static final int IDLE_SECONDS = 60;
    private static final long LINGER_MILLIS = 1000;

    /** Sees how requests end, for metrics; {@code route} is its path, such as {@code /v1/{dataset}/{key}}. */
    @FunctionalInterface
    public interface RequestObserver {
        void answered(String route, int status, long nanos);
    }

    private final String host;
    private final int port;
    private final RequestObserver observer;
    private final Doors doors;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final List<HttpEngineConsumer> consumers = new CopyOnWriteArrayList<>();

    /** @param doors those of the routes that begin here */
    public HttpEngine(String host, int port, RequestObserver observer, Doors doors) {
        this.host = host;
        this.port = port;
        this.observer = observer;
        this.doors = doors;
    }

    RequestObserver observer() {
        return observer;
    }

    /** @throws IOException the port cannot be bound */
    public void listen() throws IOException {
        // An event loop a core; they share the port.
        DeploymentOptions loops =
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        try {
            vertx.deployVerticle(Listener::new, loops)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw new IOException(host + ":" + port + " cannot be bound: " + e.getCause(), e);
        }
    }

    private final class Listener extends AbstractVerticle {
        @Override
        public void start(Promise<Void> started) {
            HttpServerOptions options = new HttpServerOptions()
                    .setHost(host)
                    .setPort(port)
                    .setMaxInitialLineLength(LONGEST_URL_BYTES)
                    .setMaxHeaderSize(LONGEST_HEADERS_BYTES)
                    .setIdleTimeout(IDLE_SECONDS)
                    .setTcpNoDelay(true)
                    .setPerFrameWebSocketCompressionSupported(false)
                    .setPerMessageWebSocketCompressionSupported(false)
                    .setHttp2ClearTextEnabled(false);
            vertx.createHttpServer(options)
                    .requestHandler(HttpEngine.this::answer)
                    .invalidRequestHandler(HttpEngine::refuse)
                    .exceptionHandler(failure -> log.debug("A connection failed", failure))
                    .listen()
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }

    void answer(HttpServerRequest request) {
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
        if (best != null && best.isGone()) {
            consumers.remove(best);
            answer(request);
        } else if (best != null) {
            best.answer(request);
        } else if (!otherMethods.isEmpty()) {
            request.response().putHeader("Allow", String.join(", ", otherMethods));
            HttpReply.problem(request, HttpProblems.METHOD_NOT_ALLOWED);
        } else {
            HttpReply.problem(request, consumers.isEmpty() ? HttpProblems.NO_ROUTE_NOW : HttpProblems.NOT_FOUND);
        }
    }

    private static void refuse(HttpServerRequest request) {
        boolean tooLong = request.decoderResult().cause() instanceof TooLongFrameException;
        HttpReply.problem(request, tooLong ? HttpProblems.TOO_LONG : HttpProblems.NOT_HTTP);
        request.connection().close();
    }

    /** What the client still sends is thrown away for a moment: a reset would take the answer away with it. */
    void closeSoon(HttpServerRequest request) {
        vertx.setTimer(LINGER_MILLIS, passed -> request.connection().close());
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
        consumers.removeIf(before -> before.isStopped() && before.door() == consumer.door());
        consumers.add(consumer);
    }

    /** While its door is closed it stays, so that who comes waits there rather than being told that nothing is here. */
    void remove(HttpEngineConsumer consumer) {
        if (!consumer.door().isClosed()) {
            consumers.remove(consumer);
        }
    }

    @Override
    public int getServerPort() {
        return port;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
