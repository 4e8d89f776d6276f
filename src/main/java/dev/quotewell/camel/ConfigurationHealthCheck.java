package dev.quotewell.camel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Tells which configuration runs, and why the last change of it does not; never down, since what runs is sound. */
public final class ConfigurationHealthCheck extends AbstractHealthCheck {

    private final Supplier<JsonNode> status;

    /** @param status as {@code GET /v1/status} has it */
    public ConfigurationHealthCheck(Supplier<JsonNode> status) {
        super("quotewell", "configuration");
        this.status = status;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        JsonNode configuration = status.get().path("configuration");
        StringBuilder told = new StringBuilder("Configuration ")
                .append(configuration.path("generation").asText())
                .append(" runs since ")
                .append(configuration.path("since").asText());
        JsonNode files = configuration.path("files");
        if (!files.isEmpty()) {
            told.append(", by a change of ").append(files.get(0).asText());
            more(told, files.size());
        }
        JsonNode rejected = configuration.path("rejected");
        if (!rejected.isMissingNode()) {
            JsonNode first = rejected.path("faults").path(0);
            told.append("; the change of ")
                    .append(rejected.path("at").asText())
                    .append(" is not taken over: ")
                    .append(first.path("file").asText())
                    .append(':')
                    .append(first.path("line").asText())
                    .append(':')
                    .append(first.path("column").asText())
                    .append(": ")
                    .append(first.path("message").asText());
            more(told, rejected.path("faults").size());
        }
        builder.message(told.toString()).up();
    }

    private static void more(StringBuilder told, int of) {
        if (of > 1) {
            told.append(" and ").append(of - 1).append(" more");
        }
    }
}
