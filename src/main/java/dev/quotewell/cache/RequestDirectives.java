package dev.quotewell.cache;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks of the cache by {@code Cache-Control} on the request (RFC 9111 section 5.2.1); directives that are
 * not named here are ignored.
 *
 * @param noCache only an answer that is loaded for this request
 * @param maxAge only an answer that is no older, and fresh; null for any
 * @param onlyIfCached nothing is to be loaded
 */
public record RequestDirectives(boolean noCache, @Nullable Duration maxAge, boolean onlyIfCached) {

    public static final RequestDirectives NONE = new RequestDirectives(false, null, false);

    private static final int MOST_DIGITS = 9;

    /** @param header the value of {@code Cache-Control}; null when there is none */
    public static RequestDirectives parse(@Nullable String header) {
        if (header == null || header.isEmpty()) {
            return NONE;
        }
        boolean noCache = false;
        Duration maxAge = null;
        boolean onlyIfCached = false;
        for (String part : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            String directive = part.strip();
            if (directive.equals("no-cache")) {
                noCache = true;
            } else if (directive.equals("only-if-cached")) {
                onlyIfCached = true;
            } else if (directive.startsWith("max-age=")) {
                maxAge = seconds(directive.substring("max-age=".length()));
            }
        }
        return new RequestDirectives(noCache, maxAge, onlyIfCached);
    }

    private static @Nullable Duration seconds(String text) {
        String digits = text.replace("\"", "");
        return digits.matches("\\d{1," + MOST_DIGITS + "}") ? Duration.ofSeconds(Long.parseLong(digits)) : null;
    }

    /** Whether an answer of this age will do, as far as the caller is concerned. */
    boolean accepts(Duration age) {
        return !noCache && (maxAge == null || age.compareTo(maxAge) <= 0);
    }

    /** Who names an age wants a fresh answer (RFC 9111 section 5.2.1.1). */
    boolean acceptsStale() {
        return maxAge == null;
    }
}
