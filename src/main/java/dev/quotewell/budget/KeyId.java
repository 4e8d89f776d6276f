package dev.quotewell.budget;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name of a provider's key for counts, logs and operators: never the key itself. */
public final class KeyId {

    /** Stands for the calls of a provider that needs no key. */
    public static final String NO_KEY = "no-key";

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}|" + NO_KEY);

    private KeyId() {}

    /** The first 8 hexadecimal digits of the key's SHA-256. */
    public static String of(@Nullable String secret) {
        if (secret == null) {
            return NO_KEY;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java lacks SHA-256, which every Java must have", e);
        }
    }

    /** What is refused is not told: it may be a key. */
    static List<String> check(List<String> ids) {
        if (ids.isEmpty() || !ids.stream().allMatch(id -> FORM.matcher(id).matches())) {
            throw new IllegalArgumentException("found " + ids.size() + " ids of keys, must be one or more of KeyId.of");
        }
        return List.copyOf(ids);
    }
}
