package dev.quotewell.cache;

import dev.quotewell.json.Payload;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** The same for the same record of the same key: the ETag of an answer and the id of an event. */
public final class ContentId {

    /** 128 bits: no two contents of one key will meet. */
    private static final int KEPT_BYTES = 16;

    private ContentId() {}

    /** 22 characters, URL-safe. */
    public static String of(CacheKey key, Payload record) {
        MessageDigest digest = sha256();
        digest.update(key.dataset().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(key.key().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        byte[] hash = digest.digest(record.array());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, KEPT_BYTES));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
