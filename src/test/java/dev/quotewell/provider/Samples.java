package dev.quotewell.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import dev.quotewell.json.Payload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** The shipped files, and short ways to make responses of our own. */
final class Samples {

    static final Datasets DATASETS = Datasets.read(Path.of("config/datasets"));
    static final Providers PROVIDERS = Providers.read(Path.of("config/providers"), DATASETS);
    static final Instant NOW = Instant.parse("2026-09-08T20:30:00Z");

    private Samples() {}

    static Provider provider(String name) {
        return PROVIDERS.find(name).orElseThrow();
    }

    /** {@code quote/AAPL}: the dataset, then the key's text. */
    static DatasetKey key(String datasetAndText) {
        String[] parts = datasetAndText.split("/", 2);
        return DATASETS.find(parts[0]).orElseThrow().key(parts[1]);
    }

    static ProviderResponse ok(String body) {
        return response(200, Map.of("Content-Type", "application/json"), body);
    }

    static ProviderResponse response(int status, Map<String, String> headers, String body) {
        return new ProviderResponse(status, headers, Payload.wrap(body.getBytes(StandardCharsets.UTF_8)), NOW);
    }

    /** The record as it would be written. */
    static String record(String provider, String key, ProviderResponse response) {
        return json(provider(provider).record(key(key), response));
    }

    static String json(JsonNode node) {
        try {
            return Json.mapper().writeValueAsString(node);
        } catch (JsonProcessingException fault) {
            throw new AssertionError(fault);
        }
    }
}
