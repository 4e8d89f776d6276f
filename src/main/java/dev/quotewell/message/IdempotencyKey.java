package dev.quotewell.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By which a client repeats a request without doing it twice: the value of the header {@code Idempotency-Key}
 * (draft-ietf-httpapi-idempotency-key-header-07).
 *
 * @param value 1 to {@value #LONGEST} printable ASCII characters
 */
public record IdempotencyKey(String value) {

    private static final int LONGEST = 200;

    /** RFC 8941 section 3.3.3: only a quote and a backslash stand behind a backslash. */
    private static final Pattern QUOTED = Pattern.compile("\"((?:[ !#-\\[\\]-~]|\\\\[\"\\\\])*)\"");

    private static final Pattern BARE = Pattern.compile("[!#-~][!-~]*");

    public IdempotencyKey {
        if (value.isEmpty() || value.length() > LONGEST) {
            throw new InvalidRequestException("Idempotency-Key has " + value.length() + " characters, must be 1 to "
                    + LONGEST + " printable ASCII characters");
        }
    }

    /**
     * Reads the header: a text in quotes, or without them when no space is in it.
     *
     * @throws InvalidRequestException it is no key
     */
    public static IdempotencyKey parse(String header) {
        String stripped = header.strip();
        Matcher quoted = QUOTED.matcher(stripped);
        if (quoted.matches()) {
            return new IdempotencyKey(quoted.group(1).replaceAll("\\\\(.)", "$1"));
        }
        if (!stripped.isEmpty() && !BARE.matcher(stripped).matches()) {
            throw new InvalidRequestException("Idempotency-Key cannot be read, must be 1 to " + LONGEST
                    + " printable ASCII characters in quotes, or without them when no space is among them");
        }
        return new IdempotencyKey(stripped);
    }

    /**
     * The id of a request that has none of its own: always the same, so that what a crash left half taken in is completed
     * by a repetition, and not begun anew. A UUID of version 8 (RFC 9562 section 5.8).
     */
    public String requestId() {
        ByteBuffer digest = ByteBuffer.wrap(Sha256.of(value.getBytes(StandardCharsets.UTF_8)));
        long most = (digest.getLong() & ~0xF000L) | 0x8000L;
        long least = (digest.getLong() & ~(3L << 62)) | (1L << 63);
        return new UUID(most, least).toString();
    }
}
