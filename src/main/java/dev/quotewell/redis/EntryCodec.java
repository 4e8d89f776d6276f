package dev.quotewell.redis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.quotewell.cache.Entry;
import dev.quotewell.cache.Validators;
import dev.quotewell.json.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Entries as they lie in Redis: one JSON object, times in milliseconds since 1970.
 *
 * <pre>{@code {"loadedAt":1763892000000,"freshUntil":1763892015000,"provider":"finnhub","id":"…","record":{…}}}</pre>
 *
 * <p>{@code loadedAt} comes first, since {@code store.lua} reads it there; {@code record} comes last, so that its bytes
 * are cut out and served without parsing them. A long record follows the object, compressed; {@code "zstd":length} in
 * its place tells how long it was. A negative entry has {@code "negative":true} in place of both. {@code etag} and
 * {@code lastModified} are there when the provider gave them. Safe for many threads.
 */
final class EntryCodec {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern PROVIDER = Pattern.compile("\"provider\":\"([^\"]*)\"");

    /** Nothing that we stored is longer; what claims to be was not written by us. */
    private static final int LONGEST_RECORD_BYTES = 64 * 1024 * 1024;

    private final int compressAboveBytes;

    EntryCodec(int compressAboveBytes) {
        this.compressAboveBytes = compressAboveBytes;
    }

    byte[] encode(Entry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        byte[] behind = {};
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("loadedAt", entry.loadedAt().toEpochMilli());
            json.writeNumberField("freshUntil", entry.freshUntil().toEpochMilli());
            json.writeStringField("provider", entry.provider());
            if (entry instanceof Entry.Value value) {
                json.writeStringField("id", value.contentId());
                writeIfThere(json, "etag", value.validators().etag());
                writeIfThere(json, "lastModified", value.validators().lastModified());
                byte[] record = value.record().array();
                if (record.length > compressAboveBytes) {
                    json.writeNumberField("zstd", record.length);
                    behind = Zstd.compress(record);
                } else {
                    json.writeFieldName("record");
                    json.writeRawValue("");
                    json.flush();
                    bytes.writeBytes(record);
                }
            } else {
                json.writeBooleanField("negative", true);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory does not fail", e);
        }
        bytes.writeBytes(behind);
        return bytes.toByteArray();
    }

    private static void writeIfThere(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    /** Empty when these bytes are no entry: somebody else wrote them, and a load will replace them. */
    static Optional<Entry> decode(byte[] bytes) {
        try (JsonParser json = JSON.createParser(bytes)) {
            return Optional.ofNullable(read(json, bytes));
        } catch (IOException | ZstdException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Entry read(JsonParser json, byte[] bytes) throws IOException {
        Instant loadedAt = Instant.EPOCH;
        Instant freshUntil = Instant.EPOCH;
        String provider = "";
        String id = "";
        String etag = null;
        String lastModified = null;
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "loadedAt" -> loadedAt = Instant.ofEpochMilli(json.getLongValue());
                case "freshUntil" -> freshUntil = Instant.ofEpochMilli(json.getLongValue());
                case "provider" -> provider = json.getText();
                case "id" -> id = json.getText();
                case "etag" -> etag = json.getText();
                case "lastModified" -> lastModified = json.getText();
                case "negative" -> {
                    return new Entry.Negative(loadedAt, freshUntil, provider);
                }
                case "record", "zstd" -> {
                    byte[] record = name.equals("record") ? plain(json, bytes) : decompressed(json, bytes);
                    Validators validators =
                            etag == null && lastModified == null ? Validators.NONE : new Validators(etag, lastModified);
                    return new Entry.Value(Payload.wrap(record), id, loadedAt, freshUntil, provider, validators);
                }
                default -> json.skipChildren();
            }
        }
        return null;
    }

    private static byte[] plain(JsonParser json, byte[] bytes) {
        int start = (int) json.currentTokenLocation().getByteOffset();
        return Arrays.copyOfRange(bytes, start, bytes.length - 1);
    }

    private static byte[] decompressed(JsonParser json, byte[] bytes) throws IOException {
        int length = json.getIntValue();
        json.nextToken();
        int start = (int) json.currentLocation().getByteOffset();
        if (length < 0 || length > LONGEST_RECORD_BYTES) {
            throw new IOException("A record of " + length + " bytes is none of ours");
        }
        return Zstd.decompress(Arrays.copyOfRange(bytes, start, bytes.length), length);
    }

    /** The provider that the beginning of an entry tells, or nothing. */
    static String provider(String head) {
        Matcher matcher = PROVIDER.matcher(head);
        return matcher.find() ? matcher.group(1) : "";
    }
}
