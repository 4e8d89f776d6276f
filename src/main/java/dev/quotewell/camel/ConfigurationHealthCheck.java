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
        builder.detail("generation", configuration.path("generation").asText());
        builder.detail("since", configuration.path("since").asText());
        JsonNode faults = configuration.path("rejected").path("faults");
        if (!faults.isEmpty()) {
            JsonNode first = faults.get(0);
            builder.detail(
                    "rejected.at", configuration.path("rejected").path("at").asText());
            builder.detail("rejected.faults", Integer.toString(faults.size()));
            builder.detail(
                    "rejected.first",
                    first.path("file").asText() + ":" + first.path("line").asText() + ":"
                            + first.path("column").asText() + ": "
                            + first.path("message").asText());
        }
        builder.up();
    }
}
