package dev.quotewell.camel;

import dev.quotewell.message.Problem;
import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.BindException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server: takes connections, refuses what is no proper request, and hands on the rest. Every answer has the headers
 * that keep a browser from making more of it than it is. Safe for many threads.
 */
final class HttpListener implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HttpListener.class);

    private static final CharSequence NO_SNIFFING = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence CONTENT_POLICY = HttpHeaders.createOptimized("Content-Security-Policy");
    private static final CharSequence NOTHING =
            HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");
    private static final CharSequence REFERRER_POLICY = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
    private static final CharSequence ONLY_TLS = HttpHeaders.createOptimized("Strict-Transport-Security");
    private static final CharSequence A_YEAR = HttpHeaders.createOptimized("max-age=31536000");

    /** Answers a request, on its event loop. */
    @FunctionalInterface
    interface Answering {
        void answer(HttpServerRequest request, Connections connections);
    }

    private final HttpServing serving;
    private final Answering answering;
    /** Without files: it serves none, and would leave a folder behind in the temporary one when it is killed. */
    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setPreferNativeTransport(true)
            .setFileSystemOptions(
                    new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));

    private final AtomicInteger open = new AtomicInteger();

    HttpListener(HttpServing serving, Answering answering) {
        this.serving = serving;
        this.answering = answering;
    }

    Vertx vertx() {
        return vertx;
    }

    /**
     * Returns when it listens.
     *
     * @param loops how many threads serve; they share the port
     * @throws IOException the port cannot be bound, or the files of TLS cannot be used
     */
    void listen(int loops) throws IOException {
        try {
            vertx.deployVerticle(Listener::new, new DeploymentOptions().setInstances(loops))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String what = serving.isSecure() && !(cause instanceof BindException)
                    ? "The files of quotewell.api.tls cannot be used: "
                    : serving.host() + ":" + serving.port() + " cannot be bound: ";
            throw new IOException(what + cause.getMessage(), e);
        }
    }

    private final class Listener extends AbstractVerticle {
        @Override
        public void start(Promise<Void> started) {
            Connections connections = new Connections(vertx, serving.requestTimeout(), open, serving.maxConnections());
            vertx.createHttpServer(serving.options())
                    .connectionHandler(connections::opened)
                    .requestHandler(request -> begin(request, connections))
                    .invalidRequestHandler(request -> refuse(request, connections))
                    .exceptionHandler(failure -> log.debug("A connection failed", failure))
                    .listen()
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }

    private void begin(HttpServerRequest request, Connections connections) {
        if (request.response().writeQueueFull()) {
            // Who asks on without taking the answers would fill our memory with them.
            request.pause();
            request.response().drainHandler(drained -> {
                // Its own answer may fill and drain the queue again.
                request.response().drainHandler(null);
                request.resume();
                begin(request, connections);
            });
            return;
        }
        if (!connections.began(request)) {
            return;
        }
        guard(request.response());
        Problem fault = HttpHead.fault(request);
        if (fault != null) {
            connections.last(request);
            HttpReply.problem(request, fault);
            return;
        }
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || HttpHead.awaitsGo(request)) {
            // Its length may have been told in two ways (RFC 9112 section 6.1), or its body never come (RFC 9110
            // section 10.1.1): nothing behind it is taken for a request.
            connections.last(request);
        }
        answering.answer(request, connections);
    }

    private void guard(HttpServerResponse response) {
        response.putHeader(NO_SNIFFING, NOSNIFF)
                .putHeader(CONTENT_POLICY, NOTHING)
                .putHeader(REFERRER_POLICY, NO_REFERRER);
        if (serving.isSecure()) {
            response.putHeader(ONLY_TLS, A_YEAR);
        }
    }

    private void refuse(HttpServerRequest request, Connections connections) {
        if (!connections.began(request)) {
            return;
        }
        guard(request.response());
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        boolean tooLong = request.decoderResult().cause() instanceof TooLongFrameException;
        HttpReply.problem(request, tooLong ? HttpProblems.TOO_LONG : HttpProblems.NOT_HTTP);
        request.connection().close();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
