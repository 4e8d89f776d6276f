package dev.quotewell.provider;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a provider calls the version it sent (RFC 9110 section 8.8), word for word, weak or strong: asked with them, it
 * may answer "not modified" (304). One that could not be sent back as it came is left out: longer than 256 characters,
 * not printable ASCII (with a line break it could add a header of its own), two tags in place of one.
 */
public record Validators(@Nullable String etag, @Nullable String lastModified) {

    public static final Validators NONE = new Validators(null, null);

    /** Some providers forget the quotes; such a tag does its work too, but a bare {@code *} would match any version. */
    private static final Pattern ETAG = Pattern.compile("(?:W/)?\"[\\x20-\\x7e&&[^\"]]*\"|[\\x21-\\x7e&&[^\",*]]+");

    private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7e]+");
    private static final int MOST_CHARACTERS = 256;

    public Validators {
        etag = usable(etag, ETAG);
        lastModified = usable(lastModified, PRINTABLE);
    }

    static Validators of(ProviderResponse response) {
        return new Validators(
                response.header("etag").orElse(null),
                response.header("last-modified").orElse(null));
    }

    public boolean isEmpty() {
        return etag == null && lastModified == null;
    }

    /** These, and where one is missing that of the others. */
    public Validators or(Validators others) {
        return new Validators(
                etag == null ? others.etag : etag, lastModified == null ? others.lastModified : lastModified);
    }

    /** Both are sent where both are known: who understands the first ignores the second (RFC 9111 section 4.3.1). */
    Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        Optional.ofNullable(etag).ifPresent(value -> headers.put("If-None-Match", value));
        Optional.ofNullable(lastModified).ifPresent(value -> headers.put("If-Modified-Since", value));
        return headers;
    }

    private static @Nullable String usable(@Nullable String text, Pattern form) {
        return text != null
                        && text.length() <= MOST_CHARACTERS
                        && form.matcher(text).matches()
                ? text
                : null;
    }
}
