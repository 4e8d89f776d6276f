package dev.quotewell.cache;

import org.jspecify.annotations.Nullable;

/**
 * What a provider gave to recognise a version of its answer by, verbatim: sent back, it can tell that nothing changed
 * (RFC 9110 section 8.8).
 *
 * @param etag such as {@code W/"5f3a"}
 * @param lastModified an HTTP date
 */
public record Validators(@Nullable String etag, @Nullable String lastModified) {

    public static final Validators NONE = new Validators(null, null);

    public boolean isEmpty() {
        return etag == null && lastModified == null;
    }
}
