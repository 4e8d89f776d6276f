package dev.quotewell.json;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a record (UTF-8 JSON) or of a reply, kept as they came, so that a hit is served without parsing.
 * Immutable as long as nobody writes into the array that was wrapped. Safe for many threads.
 */
public final class Payload {

    private final byte[] bytes;

    private Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Wraps without copying: the caller gives the array away. */
    public static Payload wrap(byte[] bytes) {
        return new Payload(bytes);
    }

    public static Payload utf8(String text) {
        return new Payload(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes themselves, not a copy: for writing out, never for writing into. */
    public byte[] array() {
        return bytes;
    }

    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload payload && Arrays.equals(bytes, payload.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The bytes as the text they are. */
    public String text() {
        return text(StandardCharsets.UTF_8);
    }

    public String text(Charset charset) {
        return new String(bytes, charset);
    }

    /** Its size only: a payload has no place in a log. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
