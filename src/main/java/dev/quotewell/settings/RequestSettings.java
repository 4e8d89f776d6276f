package dev.quotewell.settings;

/**
 * Request messages ({@code quotewell.requests.…}).
 *
 * @param largestReplyBytes of a reply ({@code quotewell.requests.largest-reply}), from 4MB, so that id, payload and the
 *     problems of all keys have room, to 256MB, since Redis takes 512 MB and holds it twice; default 8MB
 */
public record RequestSettings(long largestReplyBytes) {

    private static final long LEAST = 4L << 20;
    private static final long MOST = 256L << 20;

    static RequestSettings read(SettingsReader reader) {
        String key = "quotewell.requests.largest-reply";
        long bytes = reader.size(key, "8MB");
        if (bytes != 0 && (bytes < LEAST || bytes > MOST)) {
            reader.fault(key, "must be a size from 4MB to 256MB");
        }
        return new RequestSettings(bytes);
    }
}
