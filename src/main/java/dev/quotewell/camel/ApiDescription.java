package dev.quotewell.camel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.json.Json;
import dev.quotewell.message.Problem;
import dev.quotewell.provider.Dataset;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.KeyPart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Describes the HTTP API in OpenAPI 3.1 ({@code GET /openapi.json}): {@code openapi.json} beside this class, with the
 * datasets of the running configuration filled in. Safe for many threads.
 */
public final class ApiDescription {

    private static final String DATASET = "{dataset}";
    private static final List<String> DATASET_PATHS = List.of("/v1/{dataset}/{symbol}", "/v1/{dataset}");

    private final Datasets datasets;
    private final boolean keys;
    private final JsonNode template;

    /** @param keys whether callers need one */
    public ApiDescription(Datasets datasets, boolean keys) {
        this.datasets = datasets;
        this.keys = keys;
        try (InputStream file = ApiDescription.class.getResourceAsStream("openapi.json")) {
            this.template = Json.mapper().readTree(Objects.requireNonNull(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By the name that its route uses. */
    public Map<String, Processor> processors() {
        return Map.of("describe-api", this::describe);
    }

    private void describe(Exchange exchange) {
        OperatorRequest.parameters(exchange);
        JsonAnswer.write(exchange, describe());
    }

    /** The whole description, as the datasets are at this moment. */
    ObjectNode describe() {
        ObjectNode json = template.deepCopy();
        ObjectNode paths = Json.mapper().createObjectNode();
        ObjectNode schemas = (ObjectNode) json.at("/components/schemas");
        ArrayNode names = Json.mapper().createArrayNode();
        for (String name : datasets.names()) {
            Dataset dataset = datasets.find(name).orElseThrow();
            DATASET_PATHS.forEach(path -> paths.set(path.replace(DATASET, name), operations(path, dataset)));
            schemas.set(name, schema(dataset));
            names.add(name);
        }
        ObjectNode others = (ObjectNode) json.path("paths");
        others.remove(DATASET_PATHS);
        paths.setAll(others);
        json.set("paths", paths);
        ((ObjectNode) schemas.at("/Request/properties")).putObject("dataset").set("enum", names);
        ((ObjectNode) schemas.at("/Problem/properties")).set("type", problemTypes());
        if (keys) {
            ArrayNode security = json.putArray("security");
            template.at("/components/securitySchemes")
                    .fieldNames()
                    .forEachRemaining(scheme -> security.addObject().putArray(scheme));
        } else {
            ((ObjectNode) json.path("components")).remove("securitySchemes");
        }
        return json;
    }

    /** What the file says of all datasets, for one: its name is in the text, its key in the parameters. */
    private JsonNode operations(String path, Dataset dataset) {
        JsonNode operations = with(template.path("paths").path(path), DATASET, dataset.name());
        ObjectNode get = (ObjectNode) operations.path("get");
        get.put("summary", dataset.schema().path("description").asText());
        ArrayNode parameters = (ArrayNode) get.path("parameters");
        boolean one = path.contains("{symbol}");
        for (int i = 0; i < dataset.parts().size(); i++) {
            boolean symbol = i == 0;
            if (one || !symbol) {
                KeyPart part = dataset.parts().get(i);
                ObjectNode parameter = parameters.insertObject(i);
                parameter
                        .put("name", part.name())
                        .put("in", symbol ? "path" : "query")
                        .put("required", one && !part.optional())
                        .put("description", "Must be " + part.allowed() + ".");
                ObjectNode schema = parameter.putObject("schema").put("type", "string");
                schema.put("pattern", "^(?:" + part.pattern().pattern() + ")$");
                if (part.date()) {
                    schema.put("format", "date");
                }
            }
        }
        return operations;
    }

    /** Refers to its own parts from the root of the description, since few readers know {@code $id}. */
    private static JsonNode schema(Dataset dataset) {
        ObjectNode schema = dataset.schema();
        schema.remove(List.of("$schema", "$id"));
        return with(schema, "\"$ref\":\"#/", "\"$ref\":\"#/components/schemas/" + dataset.name() + "/");
    }

    private static ObjectNode problemTypes() {
        ObjectNode type = Json.mapper().createObjectNode();
        ArrayNode codes = type.put("type", "string").putArray("enum");
        Arrays.stream(Problem.Type.values()).map(Problem.Type::code).forEach(codes::add);
        return type.put(
                "description",
                Arrays.stream(Problem.Type.values())
                        .map(one -> one.code() + " (" + one.status() + ")")
                        .collect(Collectors.joining(", ", "Each with its HTTP status: ", ".")));
    }

    /** A copy that has one text in place of another. */
    private static JsonNode with(JsonNode node, String found, String instead) {
        try {
            String text = new String(Json.bytes(node), StandardCharsets.UTF_8);
            return Json.mapper().readTree(text.replace(found, instead));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("A dataset's name is not fit for JSON", e);
        }
    }
}
