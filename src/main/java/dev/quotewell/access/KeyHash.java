package dev.quotewell.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 hash of a key. Keys are 256 random bits, so nobody finds one from its hash, and no slow hash is needed as
 * passwords need it. Immutable.
 */
public final class KeyHash {

    private static final int BYTES = 32;

    private final byte[] hash;

    private KeyHash(byte[] hash) {
        this.hash = hash;
    }

    public static KeyHash of(String key) {
        try {
            return new KeyHash(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** @throws IllegalArgumentException these are not 64 hexadecimal digits */
    public static KeyHash parse(String hex) {
        byte[] hash = HexFormat.of().parseHex(hex);
        if (hash.length != BYTES) {
            throw new IllegalArgumentException("A SHA-256 hash has 64 hexadecimal digits, found " + hex.length());
        }
        return new KeyHash(hash);
    }

    /** Takes as long whether they differ at the first byte, at the last or not at all. */
    public boolean matches(KeyHash other) {
        return MessageDigest.isEqual(hash, other.hash);
    }

    /** 64 hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(hash);
    }

    /** Nothing of it goes into a log by mistake. */
    @Override
    public String toString() {
        return "a key's hash";
    }
}
