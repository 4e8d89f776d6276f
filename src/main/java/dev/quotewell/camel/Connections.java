package dev.quotewell.camel;

import dev.quotewell.message.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop: cuts off who keeps us waiting for a request, or for the rest of one. Only bytes
 * that make up a whole request count, so a client that sends one byte now and then is cut off, too.
 */
final class Connections {

    /** How long a connection may lie idle between two requests, the head of the second included. */
    static final Duration IDLE = Duration.ofSeconds(60);

    /** What the client still sends is thrown away for a moment: a reset would take the answer away with it. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** What one connection is at; for its event loop. */
    private static final class State {
        private long since = System.nanoTime();
        private Duration patience;
        private @Nullable HttpServerRequest request;
        private boolean closing;

        State(Duration patience) {
            this.patience = patience;
        }

        void awaits(Duration next) {
            since = System.nanoTime();
            patience = next;
        }

        boolean isOverdue() {
            return System.nanoTime() - since > patience.toNanos();
        }
    }

    private final Map<HttpConnection, State> states = new HashMap<>();
    private final Duration requestTimeout;
    private final AtomicInteger open;
    private final int most;

    /** @param open how many there are on all event loops */
    Connections(Vertx vertx, Duration requestTimeout, AtomicInteger open, int most) {
        this.requestTimeout = requestTimeout;
        this.open = open;
        this.most = most;
        long every = Math.min(LOOK_EVERY.toMillis(), Math.max(1, requestTimeout.toMillis() / 4));
        vertx.setPeriodic(
                every,
                passed -> new ArrayList<>(states.entrySet()).forEach(entry -> look(entry.getKey(), entry.getValue())));
    }

    void opened(HttpConnection connection) {
        int now = open.incrementAndGet();
        connection.closeHandler(closed -> {
            open.decrementAndGet();
            states.remove(connection);
        });
        if (now > most) {
            connection.close();
        } else {
            states.put(connection, new State(requestTimeout));
        }
    }

    /** A request's head is here. False when it must not be answered, since its connection ends. */
    boolean began(HttpServerRequest request) {
        State state = states.get(request.connection());
        if (state == null || state.closing) {
            return false;
        }
        state.request = request;
        state.awaits(requestTimeout);
        request.response().endHandler(ended -> answered(request, state));
        return true;
    }

    /** This answer is the last on its connection. To be told before it is written. */
    void last(HttpServerRequest request) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        State state = states.get(request.connection());
        if (state != null) {
            state.closing = true;
        }
    }

    private static void answered(HttpServerRequest request, State state) {
        state.request = null;
        state.awaits(state.closing ? LINGER : IDLE);
        if (state.closing && request.isEnded()) {
            request.connection().close();
        }
    }

    private void look(HttpConnection connection, State state) {
        HttpServerRequest request = state.request;
        if (!state.isOverdue() || (request != null && request.isEnded())) {
            return;
        }
        if (request == null) {
            connection.close();
            return;
        }
        // Whatever comes now, nobody works on it any more.
        request.handler(ignored -> {}).endHandler(ignored -> {});
        last(request);
        HttpReply.problem(
                request,
                Problem.of(
                        Problem.Type.REQUEST_TIMEOUT,
                        "The body was not here after " + requestTimeout.toMillis() + " ms"));
    }
}
