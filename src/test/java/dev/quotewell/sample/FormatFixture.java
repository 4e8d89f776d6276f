package dev.quotewell.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Asks one format as HTTP would, at one moment of a Wednesday on which all markets are open. */
final class FormatFixture {

    static final Instant NOW = Instant.parse("2025-06-18T15:12:34.567Z");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final ProviderFormat format;

    FormatFixture(ProviderFormat format) {
        this.format = format;
    }

    Reply ask(String pathAndQuery) {
        return ask(pathAndQuery, NOW);
    }

    Reply ask(String pathAndQuery, Instant now) {
        return format.answer(call(pathAndQuery), now);
    }

    JsonNode json(String pathAndQuery) {
        return json(ask(pathAndQuery));
    }

    static JsonNode json(Reply reply) {
        try {
            return JSON.readTree(reply.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(reply.body(), e);
        }
    }

    static Call call(String pathAndQuery) {
        String[] halves = pathAndQuery.split("\\?", 2);
        Map<String, String> query = new HashMap<>();
        for (String part : halves.length == 1 ? new String[0] : halves[1].split("&")) {
            String[] pair = part.split("=", 2);
            query.put(pair[0], pair[1]);
        }
        return new Call(halves[0], query, "");
    }

    static BigDecimal number(JsonNode node, String field) {
        return new BigDecimal(node.path(field).asText());
    }
}
