package dev.quotewell.camel;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Turns the requests of one route into exchanges, and what comes of them into answers. Safe for many threads. */
final class HttpEngineConsumer extends DefaultConsumer implements PlatformHttpConsumer, Suspendable {

    private static final int WORKERS = 20;
    private static final int WAITING = 1000;
    private static final int LARGEST_BODY_BYTES = 1024 * 1024;

    private final HttpEngine engine;
    private final PathPattern pattern;
    private final Set<String> methods;
    private final Door door;
    private @Nullable ExecutorService workers;

    HttpEngineConsumer(HttpEngine engine, PlatformHttpEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.engine = engine;
        this.pattern = new PathPattern(endpoint.getPath());
        this.methods = methods(endpoint.getHttpMethodRestrict());
        this.door = engine.door(this);
    }

    /** A route that answers GET answers HEAD too (RFC 9110 section 9.3.2). */
    private static Set<String> methods(@Nullable String restriction) {
        Set<String> methods = new TreeSet<>();
        if (restriction != null) {
            for (String method : restriction.split(",", -1)) {
                methods.add(method.strip().toUpperCase(Locale.ROOT));
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    PathPattern pattern() {
        return pattern;
    }

    Door door() {
        return door;
    }

    /** Whether it was stopped and none took its place. */
    boolean isGone() {
        return isStopped() && !door.isClosed();
    }

    /** Empty for all. */
    Set<String> methods() {
        return methods;
    }

    boolean allows(HttpMethod method) {
        return methods.isEmpty() || methods.contains(method.name());
    }

    @Override
    public PlatformHttpEndpoint getEndpoint() {
        return (PlatformHttpEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (methods.isEmpty() || !Set.of("GET", "HEAD").containsAll(methods)) {
            workers = BoundedPool.create(getEndpoint().getCamelContext(), this, "http-worker", WORKERS, WAITING);
        }
        engine.add(this);
    }

    @Override
    protected void doStop() throws Exception {
        engine.remove(this);
        if (workers != null) {
            getEndpoint().getCamelContext().getExecutorServiceManager().shutdown(workers);
        }
        super.doStop();
    }

    @Override
    protected void doSuspend() throws Exception {
        engine.remove(this);
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        engine.add(this);
    }

    /** On the event loop of the request. */
    void answer(HttpServerRequest request, Connections connections) {
        Context loop = Objects.requireNonNull(Vertx.currentContext(), "No event loop");
        if (!door.enter(() -> loop.runOnContext(opened -> {
            request.resume();
            engine.goOn(request, connections);
        }))) {
            request.pause();
            return;
        }
        Handler<Void> leaving = leavingOnce();
        // The end itself is what Connections waits for.
        request.response().bodyEndHandler(leaving).closeHandler(leaving);
        long asked = System.nanoTime();
        if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)) {
            process(request, null, loop, leaving, asked);
            return;
        }
        readBody(request, connections, body -> {
            try {
                if (workers == null) {
                    throw new RejectedExecutionException();
                }
                workers.execute(() -> process(request, body.getBytes(), loop, leaving, asked));
            } catch (RejectedExecutionException e) {
                HttpReply.problem(request, HttpProblems.TOO_MANY);
            }
        });
    }

    /** For when it is answered, or the client has gone, or all that is missing is what another does. */
    private Handler<Void> leavingOnce() {
        AtomicBoolean left = new AtomicBoolean();
        return over -> {
            if (left.compareAndSet(false, true)) {
                door.leave();
            }
        };
    }

    private static void readBody(
            HttpServerRequest request, Connections connections, java.util.function.Consumer<Buffer> whole) {
        if (HttpHead.awaitsGo(request)) {
            request.response().writeContinue();
        }
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() <= LARGEST_BODY_BYTES) {
                body.appendBuffer(part);
                return;
            }
            request.handler(ignored -> {}).endHandler(ended -> {});
            connections.last(request);
            HttpReply.problem(request, HttpProblems.tooLarge("The body", LARGEST_BODY_BYTES));
        });
        request.endHandler(ended -> whole.accept(body));
    }

    private void process(
            HttpServerRequest request, byte @Nullable [] body, Context loop, Handler<Void> leaving, long asked) {
        Exchange exchange = createExchange(false);
        Message message = exchange.getIn();
        message.setHeader(Exchange.HTTP_METHOD, request.method().name());
        message.setHeader(Exchange.HTTP_PATH, request.path());
        if (request.query() != null) {
            message.setHeader(Exchange.HTTP_RAW_QUERY, request.query());
        }
        for (String name : IntakeHeaders.OF_HTTP) {
            String value = request.getHeader(name);
            if (value != null) {
                message.setHeader(name, value);
            }
        }
        message.setBody(body);
        if (body == null) {
            exchange.setProperty(CacheAsideConstants.RESUME_ON, (Executor) task -> loop.runOnContext(go -> task.run()));
        }
        try {
            createUoW(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        getAsyncProcessor().process(exchange, doneSync -> {
            if (exchange.getException() == null
                    && exchange.getMessage().getBody() instanceof CompletionStage<?> later) {
                // The route has ended and may be exchanged: what is waited for may be just that.
                doneUoW(exchange);
                leaving.handle(null);
                later.whenComplete((known, failure) -> {
                    exchange.getMessage().setBody(known);
                    if (failure != null) {
                        exchange.setException(failure);
                    }
                    loop.runOnContext(nothing -> finish(request, exchange, asked));
                });
            } else if (Vertx.currentContext() == loop) {
                finishWhole(request, exchange, asked);
            } else {
                loop.runOnContext(nothing -> finishWhole(request, exchange, asked));
            }
        });
    }

    private void finishWhole(HttpServerRequest request, Exchange exchange, long asked) {
        finish(request, exchange, asked);
        doneUoW(exchange);
        releaseExchange(exchange, false);
    }

    private void finish(HttpServerRequest request, Exchange exchange, long asked) {
        try {
            if (exchange.getException() == null) {
                HttpReply.message(request, exchange, getEndpoint().getHeaderFilterStrategy());
            } else {
                HttpProblems.log.error("A route failed that handles no failures", exchange.getException());
                HttpReply.problem(request, HttpProblems.INTERNAL);
            }
        } catch (RuntimeException e) {
            HttpProblems.log.error("An answer cannot be written", e);
            HttpReply.problem(request, HttpProblems.INTERNAL);
        } finally {
            engine.observer()
                    .answered(getEndpoint().getPath(), request.response().getStatusCode(), System.nanoTime() - asked);
        }
    }
}
