package dev.quotewell.camel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Which configuration runs, and the order to take over what was edited. Safe for many threads. */
public final class ConfigurationStates {

    private final Supplier<JsonNode> status;
    private final Supplier<JsonNode> reload;
    private final Executor worker;

    /**
     * @param status blocks nobody
     * @param reload takes over what was edited, and tells what became of it
     * @param worker may be blocked; refuses what is too much
     */
    public ConfigurationStates(Supplier<JsonNode> status, Supplier<JsonNode> reload, Executor worker) {
        this.status = status;
        this.reload = reload;
        this.worker = worker;
    }

    /** By the names that routes use: {@code GET /v1/status} and {@code POST /v1/reload}. */
    public Map<String, Processor> processors() {
        return Map.of("show-status", this::showStatus, "reload-configuration", this::reload);
    }

    private void showStatus(Exchange exchange) {
        OperatorRequest.parameters(exchange);
        JsonAnswer.write(exchange, status.get());
    }

    /** Its own route may be among those that are exchanged, and does not wait for itself. */
    private void reload(Exchange exchange) throws Exception {
        OperatorRequest.parameters(exchange);
        JsonAnswer.afterwards(worker, reload).process(exchange);
    }
}
