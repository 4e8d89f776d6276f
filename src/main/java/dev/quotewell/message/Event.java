package dev.quotewell.message;

import dev.quotewell.json.Payload;
import java.time.Instant;

/**
 * What is published when a record is stored: a CloudEvent 1.0 in its JSON format.
 *
 * @param id the same for the same content of the same key, so that a consumer can drop repeats
 * @param time when the record was loaded
 * @param cacheStatus why it was loaded: {@code miss} or {@code stale}
 */
public record Event(String id, String dataset, String key, Instant time, String provider, String cacheStatus) {

    /** @param record the record's JSON, taken over byte for byte */
    public byte[] toJson(Payload record) {
        return JsonBytes.write(json -> {
            json.writeStartObject();
            json.writeStringField("specversion", "1.0");
            json.writeStringField("id", id);
            json.writeStringField("source", "/quotewell");
            json.writeStringField("type", "dev.quotewell." + dataset + ".v1");
            json.writeStringField("subject", key);
            json.writeStringField("time", time.toString());
            json.writeStringField("datacontenttype", "application/json");
            json.writeStringField("provider", provider);
            json.writeStringField("cachestatus", cacheStatus);
            json.writeStringField("partitionkey", dataset + ":" + key);
            json.writeFieldName("data");
            json.writeRawValue(record.text());
            json.writeEndObject();
        });
    }
}
