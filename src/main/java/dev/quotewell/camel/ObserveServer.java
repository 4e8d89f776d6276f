package dev.quotewell.camel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.access.Role;
import dev.quotewell.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.jspecify.annotations.Nullable;

/**
 * Health and metrics, on a port of their own, in place of Camel's management server, which knows no keys, tells stack
 * traces to whoever asks and can be made to take uploads. There is nothing else on that port.
 *
 * <p>Health reads as Camel's does: {@code status}, and {@code checks} with those that are down or have something to say,
 * or with all of them by {@code ?exposureLevel=full}; {@code data=true} adds their details. Where keys are asked for, {@code /live} and {@code
 * /ready} are open to all, and tell the status alone. Safe for many threads.
 */
public final class ObserveServer implements AutoCloseable {

    private static final String HEALTH = "/observe/health";
    private static final String LIVE = HEALTH + "/live";
    private static final String READY = HEALTH + "/ready";
    private static final String METRICS = "/observe/metrics";
    private static final int OK = 200;
    private static final int DOWN = 503;

    /** What is told about health. */
    private record Told(boolean up, ObjectNode json) {}

    private final HttpListener listener;
    private final Gate gate;
    private final Supplier<@Nullable CamelContext> context;
    private final Function<String, String> metrics;

    /**
     * @param context null until it is made
     * @param metrics what Prometheus scrapes, for a content type
     */
    public ObserveServer(
            HttpServing serving,
            Gate gate,
            Supplier<@Nullable CamelContext> context,
            Function<String, String> metrics) {
        this.listener = new HttpListener(serving, this::answer);
        this.gate = gate;
        this.context = context;
        this.metrics = metrics;
    }

    /** @throws IOException the port cannot be bound, or the files of TLS cannot be used */
    public void listen() throws IOException {
        listener.listen(1);
    }

    private void answer(HttpServerRequest request, Connections connections) {
        String path = String.valueOf(request.path());
        boolean known = List.of(HEALTH, LIVE, READY, METRICS).contains(path);
        boolean open = path.equals(LIVE) || path.equals(READY);
        if (!open && !gate.admits(request, known ? Role.READ : null)) {
            return;
        }
        if (!known) {
            HttpReply.problem(request, HttpProblems.NOTHING_TO_OBSERVE);
        } else if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            request.response().putHeader("Allow", "GET, HEAD");
            HttpReply.problem(request, HttpProblems.METHOD_NOT_ALLOWED);
        } else if (path.equals(METRICS)) {
            tellMetrics(request);
        } else {
            tellHealth(request, path);
        }
    }

    /** Gauges ask whom they measure, so it is no work for the event loop. */
    private void tellMetrics(HttpServerRequest request) {
        String accepted = request.getHeader(HttpHeaders.ACCEPT);
        boolean open = accepted != null && accepted.contains("application/openmetrics-text");
        String type = open
                ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                : "text/plain; version=0.0.4; charset=utf-8";
        listener.vertx()
                .executeBlocking(() -> metrics.apply(type), false)
                .onSuccess(text -> HttpReply.send(request, OK, type, Buffer.buffer(text)))
                .onFailure(failure -> broken(request, failure));
    }

    private void tellHealth(HttpServerRequest request, String path) {
        boolean brief = gate.asksForKeys() && !path.equals(HEALTH);
        boolean all = "full".equals(request.getParam("exposureLevel"));
        boolean details = "true".equals(request.getParam("data"));
        listener.vertx()
                .executeBlocking(() -> health(path, brief, all, details), false)
                .onSuccess(told -> HttpReply.send(
                        request, told.up() ? OK : DOWN, "application/json", Buffer.buffer(Json.bytes(told.json()))))
                .onFailure(failure -> broken(request, failure));
    }

    private static void broken(HttpServerRequest request, Throwable failure) {
        HttpProblems.log.error("Health or metrics cannot be told", failure);
        HttpReply.problem(request, HttpProblems.INTERNAL);
    }

    private Told health(String path, boolean brief, boolean all, boolean details) {
        ObjectNode json = Json.mapper().createObjectNode();
        CamelContext camel = context.get();
        if (camel == null || !camel.isStarted()) {
            boolean up = path.equals(LIVE);
            return new Told(up, json.put("status", up ? "UP" : "DOWN"));
        }
        Collection<HealthCheck.Result> results = switch (path) {
            case LIVE -> HealthCheckHelper.invokeLiveness(camel, "full");
            case READY -> HealthCheckHelper.invokeReadiness(camel, "full");
            default -> HealthCheckHelper.invoke(camel, "full");
        };
        boolean up = HealthCheckHelper.isResultsUp(results, path.equals(READY));
        json.put("status", up ? "UP" : "DOWN");
        if (!brief) {
            List<HealthCheck.Result> told = results.stream()
                    .filter(result -> all
                            || result.getState() == HealthCheck.State.DOWN
                            || result.getMessage().isPresent())
                    .toList();
            if (!told.isEmpty()) {
                ArrayNode checks = json.putArray("checks");
                told.forEach(result -> write(checks.addObject(), result, details));
            }
        }
        return new Told(up, json);
    }

    private static void write(ObjectNode check, HealthCheck.Result result, boolean details) {
        check.put("name", result.getCheck().getId());
        check.put("status", result.getState().name());
        result.getMessage().ifPresent(message -> check.put("message", message));
        if (details && !result.getDetails().isEmpty()) {
            ObjectNode data = check.putObject("data");
            new TreeMap<>(result.getDetails()).forEach((name, value) -> data.put(name, String.valueOf(value)));
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
