package dev.quotewell.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import dev.quotewell.json.Payload;
import java.io.IOException;
import java.util.Optional;

/**
 * Which request an idempotency key stands for.
 *
 * @param fingerprint of that request
 * @param id of that request
 */
public record Claim(String fingerprint, String id) {

    static Claim of(Request request) {
        return new Claim(request.fingerprint(), request.id());
    }

    Payload toPayload() {
        return Payload.wrap(JsonBytes.write(json -> {
            json.writeStartObject();
            json.writeStringField("fingerprint", fingerprint);
            json.writeStringField("id", id);
            json.writeEndObject();
        }));
    }

    /** Empty when this is no claim. */
    public static Optional<Claim> read(Payload kept) {
        try {
            JsonNode json = Json.mapper().readTree(kept.array());
            String fingerprint = json.path("fingerprint").asText();
            String id = json.path("id").asText();
            return fingerprint.isEmpty() || id.isEmpty() ? Optional.empty() : Optional.of(new Claim(fingerprint, id));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
