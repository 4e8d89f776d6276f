package dev.quotewell.message;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs webhooks as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> 1.0.0 has it: HMAC-SHA256 over
 * {@code id.timestamp.body}. With several secrets there is a signature of each, so that a receiver can change over from
 * one to the next. Never shows its secrets. Safe for many threads.
 */
public final class WebhookSigner {

    private static final String PREFIX = "whsec_";
    private static final String HMAC = "HmacSHA256";

    /** Standard Webhooks 1.0.0, "Signature scheme". */
    private static final int FEWEST_BYTES = 24;

    private static final int MOST_BYTES = 64;

    /** 128 bits: no two bodies will meet. */
    private static final int KEPT_BYTES = 16;

    private final List<SecretKeySpec> keys;

    private WebhookSigner(List<SecretKeySpec> keys) {
        this.keys = keys;
    }

    /**
     * @param secrets base64 of 24 to 64 bytes each, with or without {@code whsec_} before it
     * @throws IllegalArgumentException there is none, or one of them is not like that
     */
    public static WebhookSigner of(List<String> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("found no secret, " + allowed());
        }
        List<SecretKeySpec> keys = new ArrayList<>();
        for (String secret : secrets) {
            keys.add(new SecretKeySpec(decode(secret), HMAC));
        }
        return new WebhookSigner(List.copyOf(keys));
    }

    private static byte[] decode(String secret) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret);
        } catch (IllegalArgumentException notBase64) {
            // Its message quotes a part of the secret.
            throw new IllegalArgumentException("found a secret that is no base64, " + allowed());
        }
        if (key.length < FEWEST_BYTES || key.length > MOST_BYTES) {
            throw new IllegalArgumentException("found a secret of " + key.length + " bytes, " + allowed());
        }
        return key;
    }

    private static String allowed() {
        return "must be the base64 of " + FEWEST_BYTES + " to " + MOST_BYTES
                + " bytes, such as: openssl rand -base64 32";
    }

    /**
     * The headers of one attempt to deliver a body. The {@code webhook-id} is the same at each attempt with the same
     * body.
     *
     * @param attempt the moment of this attempt; receivers refuse what is too old
     */
    public Map<String, String> headers(byte[] body, Instant attempt) {
        String id = id(body);
        return Map.of(
                "webhook-id", id,
                "webhook-timestamp", Long.toString(attempt.getEpochSecond()),
                "webhook-signature", signature(id, attempt, body));
    }

    String signature(String id, Instant attempt, byte[] body) {
        byte[] before = (id + "." + attempt.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8);
        StringJoiner signatures = new StringJoiner(" ");
        for (SecretKeySpec key : keys) {
            signatures.add("v1," + Base64.getEncoder().encodeToString(hmac(key, before, body)));
        }
        return signatures.toString();
    }

    /** Of all that is in the events, not of their ids alone: a price that comes back has the id it had before. */
    private static String id(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return "msg_" + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, KEPT_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static byte[] hmac(SecretKeySpec key, byte[] before, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(before);
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + HMAC, e);
        }
    }

    /** How many secrets there are, and nothing of them. */
    @Override
    public String toString() {
        return keys.size() + " secrets";
    }
}
