package dev.quotewell.redis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.quotewell.cache.Entry;
import dev.quotewell.json.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Entries as they lie in Redis: one JSON object, times in milliseconds since 1970.
 *
 * <pre>{@code {"loadedAt":1763892000000,"freshUntil":1763892015000,"provider":"finnhub","id":"…","record":{…}}}</pre>
 *
 * <p>{@code loadedAt} comes first, since {@code store.lua} reads it there; {@code record} comes last, so that its bytes
 * are cut out and served without parsing them. A negative entry has {@code "negative":true} in place of both.
 */
final class EntryCodec {

    private static final JsonFactory JSON = new JsonFactory();

    private EntryCodec() {}

    static byte[] encode(Entry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("loadedAt", entry.loadedAt().toEpochMilli());
            json.writeNumberField("freshUntil", entry.freshUntil().toEpochMilli());
            json.writeStringField("provider", entry.provider());
            if (entry instanceof Entry.Value value) {
                json.writeStringField("id", value.contentId());
                json.writeFieldName("record");
                json.writeRawValue("");
                json.flush();
                bytes.writeBytes(value.record().array());
            } else {
                json.writeBooleanField("negative", true);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** Empty when these bytes are no entry: somebody else wrote them, and a load will replace them. */
    static Optional<Entry> decode(byte[] bytes) {
        try (JsonParser json = JSON.createParser(bytes)) {
            long loadedAt = 0;
            long freshUntil = 0;
            String provider = "";
            String id = "";
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "loadedAt" -> loadedAt = json.getLongValue();
                    case "freshUntil" -> freshUntil = json.getLongValue();
                    case "provider" -> provider = json.getText();
                    case "id" -> id = json.getText();
                    case "negative" -> {
                        return Optional.of(new Entry.Negative(
                                Instant.ofEpochMilli(loadedAt), Instant.ofEpochMilli(freshUntil), provider));
                    }
                    case "record" -> {
                        int start = (int) json.currentTokenLocation().getByteOffset();
                        Payload record = Payload.wrap(Arrays.copyOfRange(bytes, start, bytes.length - 1));
                        return Optional.of(new Entry.Value(
                                record,
                                id,
                                Instant.ofEpochMilli(loadedAt),
                                Instant.ofEpochMilli(freshUntil),
                                provider));
                    }
                    default -> json.skipChildren();
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
